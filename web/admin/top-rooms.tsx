import { countOf } from '../ui/format.ts';
import type { Console } from './console.ts';

/** A room of any name can be looked at: whoever is in a message or a log names more than the largest. */
export function TopRooms({ model }: { model: Console }) {
  const stats = model.stats.value;
  const most = stats?.topRooms[0]?.connections ?? 1;
  return (
    <section class="panel" aria-label="Rooms">
      <h2>Largest rooms</h2>
      {stats?.topRooms.length === 0 && <p class="muted">Nobody is in a room.</p>}
      <table>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Room</th>
            <th scope="col">Connections</th>
          </tr>
        </thead>
        <tbody>
          {stats?.topRooms.map(({ room, connections }) => (
            <tr key={room}>
              <th scope="row">
                <button type="button" class="link" onClick={() => model.inspect(room)}>
                  {room}
                </button>
                <span class="bar" style={{ width: `${(100 * connections) / most}%` }} />
              </th>
              <td>{countOf(connections)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form
        class="look"
        onSubmit={event => {
          event.preventDefault();
          const room = new FormData(event.currentTarget).get('room');
          if (typeof room === 'string') model.inspect(room);
        }}
      >
        <label>
          Any other room
          <input
            name="room"
            required
            pattern="[A-Za-z0-9_.:\-]{1,128}"
            autocomplete="off"
            autocapitalize="none"
          />
        </label>
        <button type="submit">Look</button>
      </form>
    </section>
  );
}
