import { useSignal } from '@preact/signals';
import { Dialog } from '../ui/dialog.tsx';
import { useAnswer } from '../ui/use-answer.ts';
import { BlockedList } from './blocked-list.tsx';
import type { Chat } from './chat.ts';
import { DataRequests } from './data-requests.tsx';

/** As the protocol has it. */
const MOST_CHARACTERS = 128;

/** What others see of the user, and whom the user has blocked. */
export function ProfileDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { userId, name } = chat.me;
  const { value: own, trouble } = useAnswer(async () => {
    const { users } = await chat.request('getUsers', { userIds: [userId] });
    return users[0] ?? { userId };
  }, []);
  const error = useSignal('');
  const isBusy = useSignal(false);

  async function save(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (field: string) => String(fields.get(field) ?? '').trim() || null;
    isBusy.value = true;
    error.value = '';
    try {
      const saved = await chat.request('setProfile', {
        displayName: text('displayName'),
        status: text('status'),
        ...(chat.directories.people && { unlisted: fields.has('unlisted') }),
      });
      chat.profiles.learn([{ name, ...saved }]);
      onClose();
    } catch (thrown) {
      error.value = thrown instanceof Error ? thrown.message : String(thrown);
      isBusy.value = false;
    }
  }

  return (
    <Dialog title="Your profile" onClose={onClose}>
      {!own && <p class={trouble === '' ? 'muted' : 'error'}>{trouble || 'Looking…'}</p>}
      {own && (
        <form onSubmit={event => void save(event)}>
          <p class="muted">Your user name, @{name}, stands beside what you call yourself.</p>
          <label>
            Display name
            <input name="displayName" maxLength={MOST_CHARACTERS} defaultValue={own.displayName} dir="auto" />
          </label>
          <label>
            Status
            <input
              name="status"
              maxLength={MOST_CHARACTERS}
              defaultValue={own.status}
              placeholder="On a train"
              dir="auto"
            />
          </label>
          {chat.directories.people && (
            <label class="choice">
              <input type="checkbox" name="unlisted" defaultChecked={own.unlisted === true} />
              <span>
                Keep me out of the search
                <small>Those who know you still reach you</small>
              </span>
            </label>
          )}
          <p class="error" role="alert">
            {error}
          </p>
          <button type="submit" class="primary wide" disabled={isBusy}>
            Save
          </button>
        </form>
      )}
      <details class="finding">
        <summary>Blocked people</summary>
        <BlockedList chat={chat} />
      </details>
      {chat.mayRequestData && <DataRequests chat={chat} />}
    </Dialog>
  );
}
