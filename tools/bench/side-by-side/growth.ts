/** Whether a server with more connections in more rooms delivers as fast: ours against ours. */
import { OURS } from '../servers/servers.ts';
import { type Setup, seatsIn, withEntrants } from './measurement.ts';
import type { Row } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

const MEMBERS = 10;
const IN_FLIGHT = 64;

export async function growth(setup: Setup): Promise<Row[]> {
  const rooms = setup.quick ? 100 : 1_000;
  const few = rooms / 10;
  const sizes = [
    { ...OURS, rooms },
    { ...OURS, name: `ours, ${few * MEMBERS} connections in ${few} rooms`, rooms: few },
  ];
  const taken = await withEntrants(sizes, setup, async entrants => {
    const crowds = entrants.map((entrant, index) => ({ ...entrant, rooms: sizes[index]?.rooms ?? 0 }));
    for (const { name, open, rooms: many } of crowds) {
      setup.progress(`connecting ${many * MEMBERS} to ${name}`);
      await open(seatsIn(many, MEMBERS));
    }
    const ms = setup.quick ? 1_000 : 3_000;
    return byTurns(crowds, setup.rounds, ({ saturate }) => saturate(IN_FLIGHT, 500, ms), setup.progress);
  });
  return rowsOf(
    taken,
    {
      name: 'growth',
      unit: `deliveries/s, ${rooms * MEMBERS} connections in ${rooms} rooms`,
      better: 'higher',
    },
    ({ perSecond }) => perSecond,
  );
}
