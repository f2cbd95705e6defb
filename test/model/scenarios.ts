/** Small worlds in which everything that can go wrong, does. */

import { TABLES } from '../../local/store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { roomStore } from '../../shared/aws/room-store.ts';
import { LOG_TAIL } from '../../shared/core/ports.ts';
import { Engine, inProcessDocuments } from '../support/dynamodb/engine.ts';
import { BEGUN_AT, deletes, edits, modelSettings, ROOM, sends, user } from './programs.ts';
import { wrongInAppends, wrongInPump } from './promises.ts';
import type { Faults, Scenario } from './world.ts';

const USERS = ['alice', 'bob', 'carol'];
const now = () => BEGUN_AT;

/**
 * @param spoken whether the room has its first message, by alice
 * @param edited whether it was edited, so long ago that no read of the tail shows it
 */
async function given(spoken: boolean, edited: boolean): Promise<Engine> {
  const engine = new Engine();
  const documents = inProcessDocuments(() => async call => engine.run(call));
  const connections = connectionStore({ documents, table: TABLES.connections, now });
  const messages = messageStore({ documents, table: TABLES.messages, now });
  const rooms = roomStore({ documents, table: TABLES.messages });
  for (const name of USERS) {
    await connections.open(user(name));
    await connections.subscribe({ room: ROOM, joinedAt: BEGUN_AT, ...user(name) });
  }
  if (!spoken) return engine;
  const epoch = await messages.begin(ROOM);
  await messages.claim(ROOM);
  // Bob moderates: he may change what alice wrote.
  await rooms.setRole(ROOM, 'bob', 'moderator', undefined);
  const from = { userId: 'alice', name: 'alice' };
  const first = {
    room: ROOM,
    epoch,
    seq: 1,
    ordinal: 1,
    messageId: 'first',
    from,
    text: 'first',
    sentAt: BEGUN_AT,
  };
  await messages.append(first);
  if (!edited) return engine;
  const edit = {
    type: 'edited' as const,
    ...{ room: ROOM, epoch, seq: 2, ordinal: 1, target: 1, by: from, text: 'long ago', editedAt: BEGUN_AT },
  };
  await messages.append(edit);
  await messages.change(edit);
  for (let seq = 3; seq < 3 + LOG_TAIL; seq += 1)
    await messages.append({ ...first, seq, ordinal: seq - 1, messageId: `later-${seq}` });
  return engine;
}

const SMALL = modelSettings({ directLimit: 100 });
const LARGE = modelSettings({ directLimit: 0 });
const NO_FAULTS: Faults = { failures: 0, deaths: 0, pauses: 0, ticks: 0 };

type Given = Omit<Scenario, 'engine' | 'faults'> & {
  readonly says: string;
  readonly spoken: boolean;
  readonly edited?: true;
  readonly faults: Partial<Faults>;
};

const appends = { settings: SMALL, listener: undefined, wrong: wrongInAppends } as const;
const pumps = {
  settings: LARGE,
  listener: user('carol').connectionId,
  wrong: (after: Parameters<typeof wrongInPump>[0], before: Parameters<typeof wrongInPump>[1]) =>
    wrongInAppends(after, before) ?? wrongInPump(after, before),
} as const;

const SCENARIOS: Readonly<Record<string, Given>> = {
  'first-message': {
    ...appends,
    says: 'two users speak at once in a room that has no log yet, and repeat what was not answered',
    spoken: false,
    processes: { alice: sends('alice', 'hello'), bob: sends('bob', 'hi') },
    repeats: { alice: ['alice2', sends('alice', 'hello', 2)], bob: ['bob2', sends('bob', 'hi', 2)] },
    faults: { failures: 1, deaths: 1 },
  },
  repeats: {
    ...appends,
    says: 'a message over two connections at once, beside two other writers',
    spoken: true,
    processes: {
      alice: sends('alice', 'hello'),
      alice1: sends('alice', 'hello'),
      bob: sends('bob', 'hi', 1),
    },
    repeats: { alice: ['alice2', sends('alice', 'hello', 2)], bob: ['bob2', sends('bob', 'hi', 2)] },
    faults: { failures: 1, deaths: 1 },
  },
  changes: {
    ...appends,
    says: 'two edits and a deletion of one message at once; then somebody else speaks',
    spoken: true,
    processes: { alice: edits('alice', 1), bob: deletes('bob', 1) },
    repeats: {},
    last: ['carol', sends('carol', 'later', 1)],
    faults: { failures: 1, deaths: 1 },
  },
  'old-edit': {
    ...appends,
    says: 'a deletion of a message that was edited long ago; then somebody else speaks',
    spoken: true,
    edited: true,
    processes: { bob: deletes('bob', 1) },
    repeats: {},
    last: ['carol', sends('carol', 'later', 1)],
    faults: { failures: 1, deaths: 1 },
  },
  edits: {
    ...appends,
    says: 'two edits of one message at once; then somebody else speaks',
    spoken: true,
    processes: { alice: edits('alice', 1), bob: edits('bob', 1) },
    repeats: {},
    last: ['carol', sends('carol', 'later', 1)],
    faults: { failures: 1, deaths: 1 },
  },
  repushed: {
    ...pumps,
    says: 'a user speaks in a large room, and repeats what was not answered',
    spoken: true,
    processes: { alice: sends('alice', 'hello') },
    repeats: { alice: ['alice2', sends('alice', 'hello', 2)] },
    faults: { failures: 1, deaths: 1 },
  },
  pump: {
    ...pumps,
    says: 'two users speak at once in a large room, and nothing fails',
    spoken: true,
    processes: { alice: sends('alice', 'hello', 1), bob: sends('bob', 'hi', 1) },
    repeats: {},
    faults: {},
  },
  'dead-owner': {
    ...pumps,
    says: 'the same, and somebody dies: a sender or an owner of the room',
    spoken: true,
    processes: { alice: sends('alice', 'hello', 1), bob: sends('bob', 'hi', 1) },
    repeats: {},
    faults: { deaths: 1 },
  },
  zombie: {
    ...pumps,
    says: 'one user speaks, is not answered and repeats, and all are held up past every lease',
    spoken: true,
    processes: { alice: sends('alice', 'hello', 1) },
    repeats: { alice: ['alice2', sends('alice', 'hello', 2)] },
    faults: { deaths: 1, pauses: 1 },
  },
  'failing-store': {
    ...pumps,
    says: 'two users speak at once in a large room, and a call fails, before or after it took effect',
    spoken: true,
    processes: { alice: sends('alice', 'hello', 1), bob: sends('bob', 'hi', 1) },
    repeats: {},
    faults: { failures: 1 },
  },
};

export const NAMES = Object.keys(SCENARIOS);
export const SAYS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SCENARIOS).map(([name, { says }]) => [name, says]),
);

export async function scenario(name: string, changed: Partial<Faults> = {}): Promise<Scenario> {
  const { spoken, edited = false, faults, says: _says, ...rest } = SCENARIOS[name] ?? fail(name);
  return { ...rest, engine: await given(spoken, edited), faults: { ...NO_FAULTS, ...faults, ...changed } };
}

function fail(name: string): never {
  throw new Error(`there is no scenario "${name}": ${NAMES.join(', ')}`);
}
