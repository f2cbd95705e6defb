/** Crowds that talk: how many deliveries a second a server makes, at what CPU, and how late they come. */
import type { Entrant } from '../servers/entrants.ts';
import type { Server } from '../servers/server.ts';
import { earlier, nats, OURS, SOCKET_IO, TUTORIAL, WS } from '../servers/servers.ts';
import { type Setup, seatsIn, withEntrants } from './measurement.ts';
import type { Row } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

const WARM_UP_MS = 1_000;

interface Talk {
  readonly name: string;
  readonly seats: readonly (readonly string[])[];
  readonly against: (setup: Setup) => readonly Server[];
}

/** The crowds connect once, and each talks in its turn. */
async function talked<Figures>(
  { seats, against }: Talk,
  setup: Setup,
  measure: (entrant: Entrant) => Promise<Figures>,
) {
  return withEntrants([OURS, ...against(setup)], setup, async entrants => {
    for (const entrant of entrants) {
      setup.progress(`connecting ${seats.length} to ${entrant.name}`);
      await entrant.open(seats);
      await entrant.saturate(1, 0, WARM_UP_MS);
    }
    return byTurns(entrants, setup.rounds, measure, setup.progress);
  });
}

interface Saturated extends Talk {
  /** Messages that are on their way at once. */
  readonly inFlight: number;
}

const saturation =
  (talk: Saturated) =>
  async (setup: Setup): Promise<Row[]> => {
    const ms = setup.quick ? 1_000 : 3_000;
    const taken = await talked(talk, setup, async ({ started, saturate }) => {
      const before = await started.read?.();
      const { perSecond, delivered } = await saturate(talk.inFlight, WARM_UP_MS / 2, ms);
      const after = await started.read?.();
      const cpuMs = before && after && after.cpuMs - before.cpuMs;
      return { perSecond, cpuMicros: cpuMs && (cpuMs * 1_000) / delivered };
    });
    const { name } = talk;
    return [
      ...rowsOf(taken, { name, unit: 'deliveries/s', better: 'higher' }, ({ perSecond }) => perSecond),
      ...rowsOf(
        taken,
        { name: name.replace('.', '.cpu.'), unit: 'µs/delivery', better: 'lower' },
        ({ cpuMicros }) => cpuMicros,
      ),
    ];
  };

interface Paced extends Talk {
  readonly perSecond: number;
  readonly seconds: number;
}

const pacing =
  (talk: Paced) =>
  async (setup: Setup): Promise<Row[]> => {
    const seconds = setup.quick ? talk.seconds / 2 : talk.seconds;
    const taken = await talked(talk, setup, ({ pace }) => pace(talk.perSecond, seconds));
    const { name } = talk;
    const of = (unit: string, figure: (figures: { p50: number; p99: number }) => number): Row[] =>
      rowsOf(taken, { name, unit, better: 'lower' }, figure);
    return [...of('ms, p50', ({ p50 }) => p50), ...of('ms, p99', ({ p99 }) => p99)];
  };

const FIVE_ROOMS = Array.from({ length: 2_000 }, (_, member) =>
  Array.from({ length: 5 }, (_, index) => `room-${(member + index * 200) % 1_000}`),
);

export const fanout100 = saturation({
  name: 'fanout.n100',
  seats: seatsIn(1, 100),
  inFlight: 8,
  against: ({ progress }) => [WS, SOCKET_IO, nats(progress), TUTORIAL, earlier(progress)],
});

export const fanout1000 = saturation({
  name: 'fanout.n1000',
  seats: seatsIn(1, 1_000),
  inFlight: 64,
  // The tutorial's takes a minute to connect so many.
  against: ({ progress, quick }) => [WS, SOCKET_IO, nats(progress), ...(quick ? [] : [TUTORIAL])],
});

export const fanout5000 = saturation({
  name: 'fanout.n5000',
  seats: seatsIn(1, 5_000),
  inFlight: 64,
  against: () => [WS, SOCKET_IO],
});

export const latency100 = pacing({
  name: 'latency.n100',
  seats: seatsIn(1, 100),
  perSecond: 20,
  seconds: 6,
  against: () => [WS, SOCKET_IO],
});

export const latency1000 = pacing({
  name: 'latency.n1000',
  seats: seatsIn(1, 1_000),
  perSecond: 2,
  seconds: 10,
  against: () => [WS, SOCKET_IO],
});

export const smallRooms = saturation({
  name: 'rooms.1000x10',
  seats: FIVE_ROOMS,
  inFlight: 64,
  against: () => [WS, SOCKET_IO],
});
