/** Crowds that talk: how many deliveries a second a server makes, at what CPU, and how late they come. */
import type { Server, Started } from '../servers/server.ts';
import { earlier, nats, OURS, SOCKET_IO, TUTORIAL, WS } from '../servers/servers.ts';
import { type Setup, seatsIn, withEntrants } from './measurement.ts';
import type { Row } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

const WARM_UP_MS = 1_000;

interface Talk {
  /** Of the rows of deliveries; those of CPU and of latency are named after it. */
  readonly name: string;
  readonly seats: (quick: boolean) => readonly (readonly string[])[];
  /** What --quick has fewer of, in its unit. */
  readonly fewer?: string;
  /** Messages that are on their way at once. */
  readonly inFlight: number;
  readonly against: (setup: Setup) => readonly Server[];
  /** For its latency. The tutorial's cannot keep up with it, and is left out. */
  readonly pace?: { readonly perSecond: number; readonly seconds: number; readonly quickSeconds: number };
}

/** The crowds connect once, and each talks in its turn: as fast as it is heard, and then at a pace. */
const talking =
  ({ name, seats, fewer, inFlight, against, pace }: Talk) =>
  async (setup: Setup): Promise<Row[]> => {
    const { quick, rounds, asked, progress } = setup;
    const [cpu, latency] = [name.replace('.', '.cpu.'), name.replace('fanout', 'latency')];
    const unit = quick && fewer !== undefined ? `deliveries/s, ${fewer}` : 'deliveries/s';
    const isAsked = (...names: readonly string[]) => names.some(each => asked.includes(each));
    const ms = quick ? 750 : 3_000;
    return withEntrants([OURS, ...against(setup)], setup, async entrants => {
      for (const entrant of entrants) {
        progress(`connecting to ${entrant.name}`);
        await entrant.open(seats(quick));
        await entrant.saturate(1, 0, WARM_UP_MS);
      }
      const rows: Row[] = [];
      if (isAsked(name, cpu)) {
        const saturated = await byTurns(
          entrants,
          rounds,
          ({ started, saturate }) => withCpu(started, () => saturate(inFlight, ms / 4, ms)),
          progress,
        );
        rows.push(
          ...rowsOf(saturated, { name, unit, better: 'higher' }, each => each.perSecond),
          ...rowsOf(saturated, { name: cpu, unit: 'µs/delivery', better: 'lower' }, each => each.cpuMicros),
        );
      }
      if (pace && isAsked(latency)) {
        const seconds = quick ? pace.quickSeconds : pace.seconds;
        const able = entrants.filter(each => each.name !== TUTORIAL.name);
        const paced = await byTurns(able, rounds, each => each.pace(pace.perSecond, seconds), progress);
        rows.push(
          ...rowsOf(paced, { name: latency, unit: 'ms, p50', better: 'lower' }, ({ p50 }) => p50),
          ...rowsOf(paced, { name: latency, unit: 'ms, p99', better: 'lower' }, ({ p99 }) => p99),
        );
      }
      return rows;
    });
  };

/** With the server's CPU of a delivery, if it is ours to ask. */
async function withCpu(server: Started, run: () => Promise<{ perSecond: number; delivered: number }>) {
  const before = await server.read?.();
  const { perSecond, delivered } = await run();
  const after = await server.read?.();
  const cpuMs = before && after && after.cpuMs - before.cpuMs;
  return { perSecond, cpuMicros: cpuMs && (cpuMs * 1_000) / delivered };
}

export const roomOf100 = talking({
  name: 'fanout.n100',
  seats: () => seatsIn(1, 100),
  inFlight: 8,
  against: ({ progress, quick }) => [
    WS,
    SOCKET_IO,
    nats(progress),
    ...(quick ? [] : [TUTORIAL, earlier(progress)]),
  ],
  pace: { perSecond: 20, seconds: 6, quickSeconds: 2 },
});

export const roomOf1000 = talking({
  name: 'fanout.n1000',
  seats: () => seatsIn(1, 1_000),
  inFlight: 64,
  // The tutorial's takes a minute to connect so many.
  against: ({ progress, quick }) => [WS, SOCKET_IO, nats(progress), ...(quick ? [] : [TUTORIAL])],
  pace: { perSecond: 2, seconds: 10, quickSeconds: 2 },
});

export const roomOf5000 = talking({
  name: 'fanout.n5000',
  seats: quick => seatsIn(1, quick ? 1_500 : 5_000),
  fewer: 'room of 1,500',
  inFlight: 64,
  against: () => [WS, SOCKET_IO],
});

/** So many rooms of ten, and each connection in five of them. */
const inFive = (rooms: number): string[][] =>
  Array.from({ length: rooms * 2 }, (_, member) =>
    Array.from({ length: 5 }, (_, index) => `room-${(member + (index * rooms) / 5) % rooms}`),
  );

export const smallRooms = talking({
  name: 'rooms.1000x10',
  seats: quick => inFive(quick ? 100 : 1_000),
  fewer: '100 rooms',
  inFlight: 64,
  against: () => [WS, SOCKET_IO],
});
