import { countOf } from '../ui/format.ts';
import type { Stats } from './stats.ts';

export function TopRooms({ stats }: { stats: Stats | undefined }) {
  const most = stats?.topRooms[0]?.connections ?? 1;
  return (
    <section class="panel" aria-label="Largest rooms">
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
                {room}
                <span class="bar" style={{ width: `${(100 * connections) / most}%` }} />
              </th>
              <td>{countOf(connections)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
