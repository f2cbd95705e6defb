import { useSignal } from '@preact/signals';
import type { Message } from '../../client/messaging-client.ts';
import { MODERATION } from '../../shared/protocol/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { BlockForm } from './block-form.tsx';
import type { Chat } from './chat.ts';
import { ModerationForm } from './moderation-form.tsx';
import type { RoomModel } from './room-model.ts';

interface MessageDialogProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  readonly message: Message;
  readonly onClose: () => void;
}

/** What is rarely done about a message: to pin it, to report it, and to block or moderate its author. */
export function MessageDialog({ chat, model, message, onClose }: MessageDialogProps) {
  const { seq, from, text } = message;
  const room = model.name;
  const result = useSignal('');
  const trouble = useSignal('');
  const isOwn = from.userId === chat.me.userId;
  const isBlocked = chat.blocks.has(from);
  const isPinned = model.details.value?.pinned?.includes(seq);

  async function attempt(work: Promise<unknown>, words: string): Promise<void> {
    trouble.value = '';
    try {
      await work;
      result.value = words;
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  function report(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    void attempt(
      chat.request('reportMessage', { room, seq, ...(reason !== '' && { reason }) }),
      'Reported. Thank you.',
    );
  }

  return (
    <Dialog title={isOwn ? 'Your message' : `Message of ${chat.called(from)}`} onClose={onClose}>
      <blockquote class="excerpt" dir="auto">
        {text ?? 'Data'}
      </blockquote>
      <p role="status">{result}</p>
      <p class="error" role="alert">
        {trouble}
      </p>
      {model.mayModerate.value && (
        <section class="finding">
          <button
            type="button"
            class="wide"
            onClick={() =>
              void attempt(
                chat.request(isPinned ? 'unpinMessage' : 'pinMessage', { room, seq }),
                isPinned ? 'It is no longer pinned.' : 'It is pinned.',
              )
            }
          >
            {isPinned ? 'Unpin it' : 'Pin it: keep it in sight for everybody'}
          </button>
        </section>
      )}
      {!isOwn && (
        <details class="finding">
          <summary>Report it</summary>
          <form onSubmit={report}>
            <label>
              What is wrong with it, if you like
              <input name="reason" maxLength={MODERATION.reasonLength} autocomplete="off" />
            </label>
            <button type="submit">Report</button>
          </form>
        </details>
      )}
      {!isOwn && !from.server && (
        // A second click on “Block” must not undo the first: the form is folded up in between.
        <details key={`blocked ${isBlocked}`} class="finding">
          <summary>
            {isBlocked ? 'Unblock' : 'Block'} <bdi>{chat.called(from)}</bdi>
          </summary>
          <BlockForm
            chat={chat}
            person={from}
            onDone={() => {
              result.value = `${chat.called(from)} is ${isBlocked ? 'no longer blocked' : 'blocked'}.`;
            }}
          />
        </details>
      )}
      {model.mayModerate.value && !isOwn && !from.server && (
        <details class="finding">
          <summary>
            Moderate <bdi>{chat.called(from)}</bdi>
          </summary>
          <ModerationForm chat={chat} room={room} person={from} />
        </details>
      )}
    </Dialog>
  );
}
