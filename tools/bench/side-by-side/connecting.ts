/** Crowds that come: connections a second, each authorized (ours alone does that) and joined. */
import { OURS, SOCKET_IO, WS } from '../servers/servers.ts';
import { type Setup, seatsIn, withEntrants } from './measurement.ts';
import { type Row, rowOf } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

const MEMBERS = 50;
const AT_ONCE = 64;
/** New connections that API Gateway takes of an account, by default. */
const QUOTA = 500;

export async function connecting(setup: Setup): Promise<Row[]> {
  const rooms = setup.quick ? 10 : 20;
  const taken = await withEntrants([OURS, WS, SOCKET_IO], setup, async entrants => {
    for (const entrant of entrants) await entrant.open(seatsIn(2, MEMBERS, 'warm-up'), AT_ONCE);
    // Those of earlier rounds stay: their leaving would fall on somebody else's turn.
    const connect = async ({ open }: (typeof entrants)[number], round: number) =>
      (rooms * MEMBERS * 1_000) / (await open(seatsIn(rooms, MEMBERS, `round-${round}`), AT_ONCE));
    return byTurns(entrants, setup.rounds, connect, setup.progress);
  });
  const what = { name: 'connect.join', unit: 'connections/s', better: 'higher' } as const;
  const ours = taken.get(OURS.name) ?? [];
  return [
    ...rowsOf(taken, what, perSecond => perSecond),
    rowOf({ ...what, peerName: 'the quota of AWS', ours, peer: [QUOTA] }),
  ];
}
