/** What an idle connection holds of its server's memory, after a collection. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entrant } from '../servers/entrants.ts';
import { GATEWAY_ALONE, OURS, SOCKET_IO, WS } from '../servers/servers.ts';
import { type Setup, seatsIn, withEntrants } from './measurement.ts';
import type { Row } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

const MEMBERS = 50;
const SETTLE_MS = 1_000;

export async function memory(setup: Setup): Promise<Row[]> {
  const rooms = setup.quick ? 10 : 40;
  const all = [OURS, GATEWAY_ALONE, WS, SOCKET_IO];
  const taken = await withEntrants(all, setup, async entrants => {
    const resident = async ({ name, started }: Entrant) => {
      await sleep(SETTLE_MS);
      const reading = await started.read?.();
      if (!reading) throw new Error(`${name} does not report its memory`);
      return reading.rss;
    };
    // What a process grows to while it warms up is not the price of a connection.
    for (const entrant of entrants) await entrant.open(seatsIn(4, MEMBERS, 'warm-up'));
    const kibEach = async (entrant: Entrant, round: number) => {
      const before = await resident(entrant);
      await entrant.open(seatsIn(rooms, MEMBERS, `round-${round}`));
      return ((await resident(entrant)) - before) / 1_024 / (rooms * MEMBERS);
    };
    return byTurns(entrants, setup.rounds, kibEach, setup.progress);
  });
  const { [GATEWAY_ALONE.name]: gateway = [], [OURS.name]: whole = [], ...peers } = Object.fromEntries(taken);
  const rows = (unit: string, ours: readonly number[]) =>
    rowsOf(
      new Map([['ours', ours], ...Object.entries(peers)]),
      { name: 'memory.perConnection', unit, better: 'lower' },
      kib => kib,
    );
  return [...rows('KiB, gateway alone', gateway), ...rows('KiB, whole', whole)];
}
