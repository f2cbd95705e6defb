import { exactTimeOf } from '../ui/format.ts';
import { useAnswer } from '../ui/use-answer.ts';
import type { Console } from './console.ts';
import type { Wanted } from './disconnect-dialog.tsx';

interface UserDetailsProps {
  readonly model: Console;
  readonly userId: string;
  readonly onDisconnect: (wanted: Wanted) => void;
}

/** Where somebody is connected from, since when and in which rooms. Asked anew whenever the count of connections is. */
export function UserDetails({ model, userId, onDisconnect }: UserDetailsProps) {
  const { value: user, trouble } = useAnswer(
    () => model.people.look(userId),
    [userId, model.stats.value?.asOf],
  );
  if (trouble !== '') return <p class="error">{trouble}</p>;
  if (!user) return <p class="muted">Looking…</p>;
  const { name, open = [], connections, deniedUntil, quotas = [] } = user;
  return (
    <div class="details">
      {deniedUntil !== undefined && <p class="muted">Kept out.</p>}
      {open.length === 0 && <p class="muted">Not connected.</p>}
      {quotas.length > 0 && (
        <p class="muted">
          Today: {quotas.map(({ name, used, most }) => `${used} of ${most} ${name}`).join(', ')}.
        </p>
      )}
      <ul>
        {open.map(({ connectionId, since, address, agent, rooms, roomCount }) => (
          <li key={connectionId} data-connection={connectionId}>
            <dl>
              <dt>Since</dt>
              <dd>{exactTimeOf(since)}</dd>
              <dt>From</dt>
              <dd>
                {address ?? 'unknown'}, {agent ?? 'a program that does not say which'}
              </dd>
              <dt>Rooms</dt>
              <dd>
                {rooms.map(room => (
                  <button key={room} type="button" class="link" onClick={() => model.inspect(room)}>
                    {room}
                  </button>
                ))}
                {roomCount > rooms.length && <span>and {roomCount - rooms.length} more</span>}
                {roomCount === 0 && 'none'}
              </dd>
              <dt>Id</dt>
              <dd class="id">{connectionId}</dd>
            </dl>
            <button
              type="button"
              class="danger"
              onClick={() =>
                onDisconnect({ connectionId, name: `this connection of ${name}`, connections: 1 })
              }
            >
              Disconnect this one…
            </button>
          </li>
        ))}
      </ul>
      {connections > open.length && <p class="muted">and {connections - open.length} more connections</p>}
    </div>
  );
}
