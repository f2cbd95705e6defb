import { useSignal } from '@preact/signals';
import { MessagingError } from '../../client/messaging-client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Chat } from './chat.ts';
import { Who } from './who.tsx';

type Way = 'join' | 'public' | 'private';

const WAYS: readonly { way: Way; name: string; says: string }[] = [
  { way: 'join', name: 'Join', says: 'A room that is there, or an open one that anyone may join' },
  { way: 'public', name: 'New public room', says: 'Yours; anyone may join' },
  { way: 'private', name: 'New private room', says: 'Yours; only those you invite can see it' },
];

/** As the protocol has it. */
const ROOM = '[A-Za-z0-9_.:\\-]{1,128}';

const sentence = (error: unknown): string =>
  error instanceof MessagingError && error.code === 'CONFLICT'
    ? 'That name is taken. Join the room, or choose another name.'
    : error instanceof MessagingError
      ? error.message
      : String(error);

export function NewRoomDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const error = useSignal('');
  const isBusy = useSignal(false);
  const people = chat.memory.people.value.filter(({ userId }) => userId !== chat.me.userId);

  async function attempt(work: () => Promise<void>): Promise<void> {
    isBusy.value = true;
    error.value = '';
    try {
      await work();
      onClose();
    } catch (thrown) {
      error.value = sentence(thrown);
      isBusy.value = false;
    }
  }

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const name = String(fields.get('room') ?? '');
    const way = fields.get('way');
    void attempt(() => (way === 'public' || way === 'private' ? chat.create(name, way) : chat.open(name)));
  }

  return (
    <Dialog title="New room or message" onClose={onClose}>
      <form onSubmit={submit}>
        <label>
          Room
          <input
            name="room"
            required
            pattern={ROOM}
            autocomplete="off"
            autocapitalize="none"
            placeholder="design-review"
            title="Letters, digits and - _ . : without spaces"
          />
        </label>
        <fieldset>
          <legend class="visually-hidden">What to do</legend>
          {WAYS.map(({ way, name, says }) => (
            <label key={way} class="choice">
              <input type="radio" name="way" value={way} defaultChecked={way === 'join'} />
              <span>
                {name}
                <small>{says}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <p class="error" role="alert">
          {error}
        </p>
        <button type="submit" class="primary wide" disabled={isBusy}>
          Open
        </button>
      </form>
      <section class="direct" aria-label="Direct message">
        <h3>Or write to somebody</h3>
        {people.length === 0 ? (
          <p class="muted">People you meet in rooms are listed here.</p>
        ) : (
          <ul class="people">
            {people.map(({ userId, name }) => (
              <li key={userId}>
                <button
                  type="button"
                  disabled={isBusy}
                  onClick={() => void attempt(() => chat.openDirect(userId))}
                >
                  <Avatar userId={userId} name={chat.called({ userId, name })} />
                  <Who chat={chat} person={{ userId, name }} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Dialog>
  );
}
