/** Draws a schedule from a seed: the same seed, the same schedule. */
import { seededRandom } from '../../emulator/faults/random.ts';
import { CHAOS_NAMES, type ChaosName, kindOf } from './faults.ts';
import type { Operation, PlannedFault, Schedule } from './schedule.ts';

export interface Wanted {
  readonly seed: number;
  readonly seconds: number;
  readonly clients: number;
  /** Faults that can strike here. */
  readonly possible: (name: ChaosName) => boolean;
}

/** The large room, which is pumped. */
export const HALL = 'hall';
/** Retention takes what is old here; nobody changes or repeats a message of it. */
export const ARCHIVE = 'archive';
/** Every so many clients are in it. */
export const WRITERS = 5;
const SQUARES = ['square-1', 'square-2'];
const DENS = ['den-1', 'den-2', 'den-3'];
const RACES = ['race-1', 'race-2', 'race-3', 'race-4'];

/** Of a run: more would leave nothing in peace long enough to be watched. */
const FAULTS_A_SECOND = 0.5;
const OPERATIONS_A_SECOND = 12;
/** Faults begin no later than this part of the run. */
const LAST_FAULT = 0.75;
const SHORTEST_FAULT_MS = 1_000;
const LONGEST_FAULT_MS = 3_000;

export function drawSchedule({ seed, seconds, clients: count, possible }: Wanted): Schedule {
  const durationMs = seconds * 1_000;
  const users = Math.max(2, Math.min(14, Math.ceil(count / 3)));
  const clients = Array.from({ length: count }, (_, index) => ({
    user: index % users,
    kind: index % 2 === 0 ? ('sdk' as const) : ('raw' as const),
  }));
  const operations = [...arrivals(seed, clients, durationMs), ...drawOperations(seed, count, users, seconds)];
  return {
    seed,
    durationMs,
    users,
    clients,
    operations: operations.toSorted((one, other) => one.at - other.at),
    faults: drawFaults(seed, seconds, possible),
  };
}

const directRoom = (one: number, other: number) => `dm:${Math.min(one, other)}:${Math.max(one, other)}`;

const operation = (
  at: number,
  client: number,
  rest: Pick<Operation, 'do'> & Partial<Operation>,
): Operation => ({
  at: Math.round(at),
  client,
  room: '',
  nth: 0,
  kind: 'private',
  ...rest,
});

/** Everyone joins the large room and one more; the dens are created, and their members invited. */
function arrivals(seed: number, clients: Schedule['clients'], durationMs: number): Operation[] {
  const random = seededRandom(seed, 'arrivals');
  const soon = () => random() * durationMs * 0.1;
  const joins = clients.flatMap((_, client) =>
    [HALL, client % WRITERS === 0 ? ARCHIVE : pick(random, [...SQUARES, ...DENS])].map(room =>
      operation(soon(), client, { do: 'join', room }),
    ),
  );
  const dens = DENS.flatMap((room, index) => {
    const at = soon() / 2;
    const created = operation(at, index % clients.length, { do: 'create', room });
    const invited = clients.flatMap(({ user }, client) =>
      client % 2 === index % 2
        ? [
            operation(at + 100 + random() * 500, index % clients.length, { do: 'invite', room, nth: user }),
            operation(at + 800 + random() * 500, client, { do: 'answer', room }),
            operation(at + 1_400 + random() * 500, client, { do: 'join', room }),
          ]
        : [],
    );
    return [created, ...invited.slice(0, 12)];
  });
  return [...joins, ...dens];
}

const OFTEN: readonly (readonly [Operation['do'], number])[] = [
  ['send', 40],
  ['repeat', 6],
  ['edit', 8],
  ['delete', 3],
  ['join', 8],
  ['leave', 3],
  ['create', 2],
  ['invite', 3],
  ['answer', 3],
  ['remove', 2],
  ['typing', 4],
  ['markRead', 6],
  ['presence', 2],
  ['history', 2],
  ['listRooms', 2],
  ['reconnect', 2],
];
const DECK = OFTEN.flatMap(([what, times]) => Array.from({ length: times }, () => what));

function drawOperations(seed: number, clients: number, users: number, seconds: number): Operation[] {
  const random = seededRandom(seed, 'operations');
  const upTo = (end: number) => Math.floor(random() * end);
  return Array.from({ length: OPERATIONS_A_SECOND * seconds }, () => {
    const at = (0.08 + random() * 0.92) * seconds * 1_000;
    const what = pick(random, DECK);
    const isArchived = what === 'send' && random() < 0.2;
    const anyone = upTo(clients);
    const client = isArchived ? anyone - (anyone % WRITERS) : anyone;
    const kind = random() < 0.5 ? ('public' as const) : ('private' as const);
    const room = isArchived ? ARCHIVE : roomFor(what, client % users);
    return operation(at, client, {
      do: what,
      room,
      kind,
      nth: what === 'edit' || what === 'delete' ? upTo(4) : upTo(users),
    });
  });

  function roomFor(what: Operation['do'], user: number): string {
    if (what === 'create') return pick(random, RACES);
    if (what === 'invite' || what === 'answer' || what === 'remove') return pick(random, DENS);
    if (what === 'send' && random() < 0.15) return directRoom(user, (user + 1 + upTo(users - 1)) % users);
    const kept = [HALL, HALL, HALL, ...SQUARES, ...DENS, ...RACES];
    return pick(random, what === 'join' || what === 'history' ? [...kept, ARCHIVE] : kept);
  }
}

function drawFaults(seed: number, seconds: number, possible: Wanted['possible']): PlannedFault[] {
  const random = seededRandom(seed, 'faults');
  const names = CHAOS_NAMES.filter(possible);
  const chosen: ChaosName[] = [];
  for (const count = Math.max(3, Math.round(seconds * FAULTS_A_SECOND)); chosen.length < count; ) {
    // Each once, before any comes twice.
    const left = names.filter(
      name => !chosen.slice(-(chosen.length % names.length || names.length)).includes(name),
    );
    chosen.push(pick(random, left.length > 0 ? left : names));
  }
  // When a token ends that was issued by a clock that is wrong can't be told from outside.
  const isTimeWrong = chosen.includes('step-clock');
  const asked = chosen.filter(name => !(isTimeWrong && name === 'short-tokens'));
  const faults = asked.map(name => ({
    at: Math.round((0.12 + random() * (LAST_FAULT - 0.12)) * seconds * 1_000),
    lastsMs: Math.round(
      kindOf(name).lastsMs ?? SHORTEST_FAULT_MS + random() * (LONGEST_FAULT_MS - SHORTEST_FAULT_MS),
    ),
    name,
    value: (kindOf(name).value ?? 0) * (name === 'step-clock' && random() < 0.5 ? -1 : 1),
    dice: Math.floor(random() * 1e9),
  }));
  return faults.toSorted((one, other) => one.at - other.at);
}

const pick = <T>(random: () => number, from: readonly T[]): T => {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error('there is nothing to pick from');
  return chosen;
};
