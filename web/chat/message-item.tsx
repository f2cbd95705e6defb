import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { type Message, MessagingError } from '../../client/messaging-client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { exactTimeOf, timeOf } from '../ui/format.ts';
import { Bin, Edit } from '../ui/icons.tsx';
import type { Chat } from './chat.ts';
import { Delivery } from './delivery.tsx';
import { LinkedText } from './linked-text.tsx';
import { MessageEditor } from './message-editor.tsx';
import type { RoomModel } from './room-model.ts';

interface MessageItemProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  readonly message: Message;
  readonly isFirst: boolean;
  readonly editing: Signal<number | undefined>;
}

export function MessageItem({ chat, model, message, isFirst, editing }: MessageItemProps) {
  const { seq, from, sentAt, editedAt, deletedAt } = message;
  const error = useSignal('');
  const isOwn = from.userId === chat.me.userId && !from.server;
  const isEditing = editing.value === seq;
  const mayModerate = model.role.value === 'owner' || model.role.value === 'moderator';

  async function change(work: Promise<unknown>): Promise<void> {
    error.value = '';
    editing.value = undefined;
    await work.catch(thrown => {
      error.value = thrown instanceof MessagingError ? thrown.message : String(thrown);
    });
  }

  return (
    <li class={`message ${isOwn ? 'own' : 'other'} ${isFirst ? 'first' : ''}`} data-seq={seq}>
      {isFirst && !isOwn && <Avatar userId={from.userId} name={from.name} />}
      {isFirst && (
        <p class="byline">
          <strong>{isOwn ? 'You' : from.name}</strong> {from.server && <small class="server">server</small>}{' '}
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
          <Content message={message} />
          {editedAt && !deletedAt && <small class="edited">edited</small>}
        </div>
      )}
      {!deletedAt && !isEditing && (isOwn || mayModerate) && (
        <div class="actions">
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
          <button
            type="button"
            class="icon-button"
            aria-label={`Delete message ${seq}`}
            title="Delete"
            onClick={() => void change(model.room.delete(seq))}
          >
            <Bin />
          </button>
        </div>
      )}
      {isOwn && !deletedAt && <Delivery model={model} seq={seq} />}
      {error.value && (
        <p class="delivery failed" role="alert">
          {error}
        </p>
      )}
    </li>
  );
}

function Content({ message: { text, data, deletedAt } }: { message: Message }) {
  if (deletedAt) return <p class="text deleted">Message deleted</p>;
  if (text !== undefined)
    return (
      <p class="text" dir="auto">
        <LinkedText text={text} />
      </p>
    );
  return <pre class="text data">{JSON.stringify(data, null, 2)}</pre>;
}
