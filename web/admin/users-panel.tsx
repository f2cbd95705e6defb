import { useSignal } from '@preact/signals';
import { MessagingError } from '../../client/messaging-client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import type { Console } from './console.ts';
import type { Found } from './directory.ts';

const MOST_SHOWN = 50;

export function UsersPanel({ model, me }: { model: Console; me: string }) {
  const wanted = useSignal('');
  const result = useSignal('');
  const query = wanted.value.trim().toLowerCase();
  const found = model.directory.found.value;
  const matching =
    found?.filter(
      ({ userId, name, rooms }) =>
        name.toLowerCase().includes(query) || userId.includes(query) || rooms.includes(query),
    ) ?? [];

  async function disconnect(who: Parameters<Console['disconnect']>[0], name: string): Promise<void> {
    try {
      const count = await model.disconnect(who);
      result.value =
        count > 0 ? `${name}: ${plural(count, 'connection')} closed.` : `${name} has no open connection.`;
    } catch (error) {
      result.value = error instanceof MessagingError ? error.message : String(error);
    }
  }

  return (
    <section class="panel users" aria-label="Users">
      <h2>Users</h2>
      <label>
        Search by name, user id or room; or paste the id of a connection
        <input
          type="search"
          value={wanted.value}
          onInput={({ currentTarget }) => {
            wanted.value = currentTarget.value;
          }}
        />
      </label>
      <p class="result" role="status">
        {result}
      </p>
      <ul class="found">
        {matching.slice(0, MOST_SHOWN).map(user => (
          <FoundUser
            key={user.userId}
            user={user}
            isMe={user.userId === me}
            onDisconnect={() => void disconnect({ userId: user.userId }, user.name)}
          />
        ))}
      </ul>
      {matching.length > MOST_SHOWN && (
        <p class="muted">and {matching.length - MOST_SHOWN} more: search on</p>
      )}
      {matching.length === 0 && query === '' && (
        <p class="muted">{found ? 'Nobody is in a room that you may look into.' : 'Looking…'}</p>
      )}
      {matching.length === 0 && query !== '' && (
        <NotFound
          query={wanted.value.trim()}
          onDisconnect={who => void disconnect(who, 'connectionId' in who ? 'That connection' : 'That user')}
        />
      )}
      <p class="muted small">
        Listed is who is in one of the ten largest rooms
        {model.directory.closed.value > 0 &&
          `, but for ${plural(model.directory.closed.value, 'private room')} of those`}
        . Anybody else can be disconnected by id.
      </p>
    </section>
  );
}

const FoundUser = ({
  user,
  isMe,
  onDisconnect,
}: {
  user: Found;
  isMe: boolean;
  onDisconnect: () => void;
}) => (
  <li data-user={user.name}>
    <Avatar userId={user.userId} name={user.name} />
    <span>
      <strong>{user.name}</strong> {isMe && <small class="muted">you</small>}
      <small class="muted id">{user.userId}</small>
    </span>
    <small class="muted">{plural(user.connections, 'connection')}</small>
    <button
      type="button"
      class="danger"
      disabled={isMe}
      aria-label={`Disconnect ${user.name}`}
      onClick={onDisconnect}
    >
      Disconnect
    </button>
  </li>
);

/** The protocol lists no connections and not every user: what is not found can still be named. */
const NotFound = ({
  query,
  onDisconnect,
}: {
  query: string;
  onDisconnect: (who: Parameters<Console['disconnect']>[0]) => void;
}) => (
  <div class="not-found">
    <p class="muted">Nobody listed matches. Disconnect by id:</p>
    <button type="button" class="danger" onClick={() => onDisconnect({ userId: query })}>
      the user {query}
    </button>
    <button type="button" class="danger" onClick={() => onDisconnect({ connectionId: query })}>
      the connection {query}
    </button>
  </div>
);
