import { useSignal } from '@preact/signals';
import { isMessage } from '../../shared/protocol/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { exactTimeOf } from '../ui/format.ts';
import { useAnswer } from '../ui/use-answer.ts';
import type { Chat } from './chat.ts';
import type { RoomModel } from './room-model.ts';

interface PinnedDialogProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  readonly onClose: () => void;
}

/** What the moderators of a room keep in sight, the latest pin first. */
export function PinnedDialog({ chat, model, onClose }: PinnedDialogProps) {
  const error = useSignal('');
  const pinned = model.details.value?.pinned ?? [];
  const { value: found, trouble } = useAnswer(
    () => Promise.all(pinned.toReversed().map(seq => messageAt(model, seq))),
    [pinned],
  );

  return (
    <Dialog title={`Pinned in #${chat.titleOf(model)}`} onClose={onClose}>
      <p class="error" role="alert">
        {error.value || trouble}
      </p>
      {!found && trouble === '' && <p class="muted">Looking…</p>}
      {pinned.length === 0 && <p class="muted">Nothing is pinned any more.</p>}
      <ol class="reports">
        {found
          ?.filter(({ seq }) => pinned.includes(seq))
          .map(({ seq, message }) => (
            <li key={seq} data-pinned={seq}>
              <p>
                <strong>{message ? <bdi>{chat.called(message.from)}</bdi> : 'No longer kept'}</strong>{' '}
                {message && <small class="muted">{exactTimeOf(message.sentAt)}</small>}
              </p>
              {message && (
                <blockquote class="excerpt" dir="auto">
                  {message.text ?? 'Data'}
                </blockquote>
              )}
              <p class="row">
                {message && (
                  <a href={`#${encodeURIComponent(model.name)}/${seq}`} onClick={onClose}>
                    Go to it
                  </a>
                )}
                {model.mayModerate.value && (
                  <button
                    type="button"
                    aria-label={`Unpin message ${seq}`}
                    onClick={() =>
                      chat.request('unpinMessage', { room: model.name, seq }).catch(thrown => {
                        error.value = thrown instanceof Error ? thrown.message : String(thrown);
                      })
                    }
                  >
                    Unpin
                  </button>
                )}
              </p>
            </li>
          ))}
      </ol>
    </Dialog>
  );
}

/** Without a message if it is beyond the retention. */
async function messageAt({ messages, room }: RoomModel, seq: number) {
  const known = messages.peek().find(message => message.seq === seq);
  if (known) return { seq, message: known };
  const page = await room.history({ after: seq - 1, limit: 1 });
  return { seq, message: page.messages.filter(isMessage).find(message => message.seq === seq) };
}
