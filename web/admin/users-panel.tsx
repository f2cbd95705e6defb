import { useSignal } from '@preact/signals';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import type { Console } from './console.ts';
import { DisconnectDialog, type Wanted } from './disconnect-dialog.tsx';
import type { Found } from './people.ts';
import { UserDetails } from './user-details.tsx';

/** Who has the most connections, or whom the search finds; each opens to their connections. */
export function UsersPanel({ model, me }: { model: Console; me: string }) {
  const wanted = useSignal<Wanted | undefined>(undefined);
  const result = useSignal('');
  const { people } = model;
  const query = people.query.value;
  const users: readonly Found[] | undefined = query === '' ? model.stats.value?.topUsers : people.found.value;

  return (
    <section class="panel users" aria-label="Users">
      <h2>Users</h2>
      <label>
        Search all users: a name’s beginning, a user id or a connection’s id
        <input type="search" onInput={({ currentTarget }) => people.search(currentTarget.value)} />
      </label>
      <p class="result" role="status">
        {result}
      </p>
      {people.trouble.value !== '' && <p class="error">{people.trouble}</p>}
      <ul class="found">
        {users?.map(user => (
          <FoundUser
            key={user.userId}
            model={model}
            user={user}
            isMe={user.userId === me}
            onDisconnect={next => {
              wanted.value = next;
            }}
          />
        ))}
      </ul>
      {users === undefined && people.trouble.value === '' && <p class="muted">Looking…</p>}
      {users?.length === 0 && (
        <p class="muted">
          {query === '' ? 'Nobody is connected.' : 'There is no such user, and no such connection.'}
        </p>
      )}
      {query === '' && <p class="muted small">Listed are those with the most connections.</p>}
      {wanted.value && (
        <DisconnectDialog
          model={model}
          wanted={wanted.value}
          onDone={words => {
            result.value = words;
          }}
          onClose={() => {
            wanted.value = undefined;
          }}
        />
      )}
    </section>
  );
}

interface FoundUserProps {
  readonly model: Console;
  readonly user: Found;
  readonly isMe: boolean;
  readonly onDisconnect: (wanted: Wanted) => void;
}

function FoundUser({ model, user, isMe, onDisconnect }: FoundUserProps) {
  const isOpen = useSignal(false);
  const { userId, name, connections } = user;
  return (
    <li data-user={name}>
      <div class="row">
        <button
          type="button"
          class="person"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          <Avatar userId={userId} name={name} />
          <span>
            <strong>{name}</strong> {isMe && <small class="muted">you</small>}
            <small class="muted id">{userId}</small>
          </span>
          <small class="muted">{plural(connections, 'connection')}</small>
        </button>
        <button
          type="button"
          class="danger"
          disabled={isMe}
          aria-label={`Disconnect ${name}…`}
          onClick={() => onDisconnect({ userId, name, connections })}
        >
          Disconnect…
        </button>
      </div>
      {isOpen.value && <UserDetails model={model} userId={userId} onDisconnect={onDisconnect} />}
    </li>
  );
}
