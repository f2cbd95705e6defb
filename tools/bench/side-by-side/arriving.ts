/** Crowds that come and stay: connections a second, each authorized (ours alone does that) and joined, and the memory of each. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entrant } from '../servers/entrants.ts';
import { GATEWAY_ALONE, OURS, SOCKET_IO, WS } from '../servers/servers.ts';
import { type Setup, seatsIn, withEntrants } from './measurement.ts';
import { type Row, rowOf } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

const MEMBERS = 50;
const AT_ONCE = 64;
/** New connections that API Gateway takes of an account, by default. */
const QUOTA = 500;

export async function arriving(setup: Setup): Promise<Row[]> {
  const rooms = setup.quick ? 6 : 40;
  const connections = rooms * MEMBERS;
  /** Resident bytes, after a collection. */
  const resident = async ({ name, started }: Entrant) => {
    await sleep(setup.quick ? 250 : 1_000);
    const reading = await started.read?.();
    if (!reading) throw new Error(`${name} does not report its memory`);
    return reading.rss;
  };
  const all = [OURS, GATEWAY_ALONE, WS, SOCKET_IO];
  const taken = await withEntrants(all, setup, async entrants => {
    // What a process grows to while it warms up is not the price of a connection.
    for (const { open } of entrants) await open(seatsIn(setup.quick ? 2 : 4, MEMBERS, 'warm-up'), AT_ONCE);
    // Those of earlier rounds stay: their leaving would fall on somebody else's turn.
    const come = async (entrant: Entrant, round: number) => {
      const before = await resident(entrant);
      const ms = await entrant.open(seatsIn(rooms, MEMBERS, `round-${round}`), AT_ONCE);
      const bytes = (await resident(entrant)) - before;
      return { perSecond: (connections * 1_000) / ms, kib: bytes / 1_024 / connections };
    };
    return byTurns(entrants, setup.rounds, come, setup.progress);
  });
  const { [GATEWAY_ALONE.name]: gateway = [], [OURS.name]: ours = [], ...peers } = Object.fromEntries(taken);
  const against = (mine: typeof ours) => new Map([[OURS.name, mine], ...Object.entries(peers)]);
  const join = { name: 'connect.join', unit: 'connections/s', better: 'higher' } as const;
  const memory = (unit: string, mine: typeof ours) =>
    rowsOf(against(mine), { name: 'memory.perConnection', unit, better: 'lower' }, ({ kib }) => kib);
  const rate = ours.map(({ perSecond }) => perSecond);
  return [
    ...rowsOf(against(ours), join, ({ perSecond }) => perSecond),
    rowOf({ ...join, peerName: 'the quota of AWS', ours: rate, peer: [QUOTA] }),
    ...memory('KiB, gateway alone', gateway),
    ...memory('KiB, whole', ours),
  ];
}
