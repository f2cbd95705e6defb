import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { type Message, MessagingError } from '../../client/messaging-client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { exactTimeOf, timeOf } from '../ui/format.ts';
import { Bin, Copy, Edit, Link, More } from '../ui/icons.tsx';
import { lazily } from '../ui/lazily.tsx';
import type { Chat } from './chat.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { Delivery } from './delivery.tsx';
import { FormattedText } from './formatted-text.tsx';
import { MessageEditor } from './message-editor.tsx';
import type { RoomModel } from './room-model.ts';

const MessageDialog = lazily(async () => (await import('./message-dialog.tsx')).MessageDialog);

interface MessageItemProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  readonly message: Message;
  readonly isFirst: boolean;
  readonly editing: Signal<number | undefined>;
  /** The address names it. */
  readonly isTargeted: boolean;
}

export function MessageItem({ chat, model, message, isFirst, editing, isTargeted }: MessageItemProps) {
  const { seq, from, sentAt, editedAt, deletedAt } = message;
  const error = useSignal('');
  const isDeleting = useSignal(false);
  const showsMore = useSignal(false);
  const isOwn = from.userId === chat.me.userId && !from.server;
  const author = from.server ? from.name : chat.called(from);
  const isEditing = editing.value === seq;
  const mayModerate = model.mayModerate.value;

  async function change(work: Promise<unknown>): Promise<void> {
    error.value = '';
    editing.value = undefined;
    await work.catch(thrown => {
      error.value = thrown instanceof MessagingError ? thrown.message : String(thrown);
    });
  }

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Nor has a page any that came over plain http.
      error.value = 'The browser does not let this page copy.';
    }
  }

  return (
    <li
      class={`message ${isOwn ? 'own' : 'other'} ${isFirst ? 'first' : ''} ${isTargeted ? 'targeted' : ''}`}
      data-seq={seq}
      // Tapped, it has the focus, and shows what can be done about it.
      tabIndex={-1}
    >
      {isFirst && !isOwn && <Avatar userId={from.userId} name={author} colours={model.colours} />}
      {isFirst && (
        <p class="byline">
          <strong>{isOwn ? 'You' : <bdi>{author}</bdi>}</strong>{' '}
          {!isOwn && author !== from.name && <small class="muted">@{from.name}</small>}{' '}
          {from.server && <small class="server">server</small>}{' '}
          <time dateTime={new Date(sentAt).toISOString()} title={exactTimeOf(sentAt)}>
            {timeOf(sentAt)}
          </time>
        </p>
      )}
      {isEditing ? (
        <MessageEditor
          text={message.text ?? ''}
          onSave={text => void change(model.room.edit(seq, text))}
          onCancel={() => {
            editing.value = undefined;
          }}
        />
      ) : (
        <div class="bubble" title={exactTimeOf(sentAt)}>
          {!isFirst && (
            <time class="visually-hidden" dateTime={new Date(sentAt).toISOString()}>
              {timeOf(sentAt)}
            </time>
          )}
          {/* By somebody who is blocked, a mention is like any other. */}
          <Content message={message} me={chat.blocks.has(from) ? '' : chat.me.name} />
          {editedAt && !deletedAt && <small class="edited">edited</small>}
        </div>
      )}
      {!deletedAt && !isEditing && (
        <div class="actions">
          {message.text !== undefined && (
            <button
              type="button"
              class="icon-button"
              aria-label={`Copy message ${seq}`}
              title="Copy the text"
              onClick={() => void copy(message.text ?? '')}
            >
              <Copy />
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            aria-label={`Copy a link to message ${seq}`}
            title="Copy a link"
            onClick={() =>
              void copy(new URL(`#${encodeURIComponent(model.name)}/${seq}`, location.href).href)
            }
          >
            <Link />
          </button>
          {isOwn && message.text !== undefined && (
            <button
              type="button"
              class="icon-button"
              aria-label={`Edit message ${seq}`}
              title="Edit"
              onClick={() => {
                editing.value = seq;
              }}
            >
              <Edit />
            </button>
          )}
          {(isOwn || mayModerate) && (
            <button
              type="button"
              class="icon-button"
              aria-label={`Delete message ${seq}`}
              title="Delete"
              onClick={() => {
                isDeleting.value = true;
              }}
            >
              <Bin />
            </button>
          )}
          {(!isOwn || mayModerate) && (
            <button
              type="button"
              class="icon-button"
              aria-label={`More about message ${seq}`}
              title={mayModerate ? 'Pin, report, block, moderate' : 'Report, block'}
              onClick={() => {
                showsMore.value = true;
              }}
            >
              <More />
            </button>
          )}
        </div>
      )}
      {showsMore.value && (
        <MessageDialog
          chat={chat}
          model={model}
          message={message}
          onClose={() => {
            showsMore.value = false;
          }}
        />
      )}
      {isDeleting.value && (
        <DeleteDialog
          text={message.text ?? 'Data'}
          onDelete={() => void change(model.room.delete(seq))}
          onClose={() => {
            isDeleting.value = false;
          }}
        />
      )}
      {isOwn && !deletedAt && <Delivery chat={chat} model={model} seq={seq} />}
      {error.value && (
        <p class="delivery failed" role="alert">
          {error}
        </p>
      )}
    </li>
  );
}

function Content({ message: { text, data, deletedAt }, me }: { message: Message; me: string }) {
  if (deletedAt) return <p class="text deleted">Message deleted</p>;
  if (text !== undefined) return <FormattedText text={text} me={me} />;
  return <pre class="text data">{JSON.stringify(data, null, 2)}</pre>;
}
