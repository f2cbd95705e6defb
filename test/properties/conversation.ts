/** Plays a script, and answers what it broke of the promises. */
import type { Clock } from '../../shared/core/ports.ts';
import { type Entry, isMessage } from '../../shared/protocol/index.ts';
import { type Backend, type BackendOptions, createBackend } from './backend.ts';
import { Client, type Sent, type World } from './client.ts';
import { same } from './log.ts';
import { type Command, MEMBERS, PRIVATE, ROOMS, type RoomName, type Script, USERS } from './script.ts';

export interface Setting {
  readonly documents: BackendOptions['documents'];
  /** Waits until it is done, in whatever order its parts are done. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Before a post arrives, and where the code sleeps. */
  pause(): Promise<void>;
  /** Of the room ids in the store, which may hold other runs' too. */
  readonly prefix?: string;
  /** A fault in the way of posts, to see that it is found. */
  readonly faultyPost?: (post: BackendOptions['post']) => BackendOptions['post'];
}

const START_MS = 1_700_000_000_000;
const LIVES_SECONDS = 7_200;

export async function converse(script: Script, setting: Setting): Promise<string[]> {
  const violations: string[] = [];
  let now = START_MS;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    random: () => 0.5,
    sleep: () => setting.pause(),
  };
  const clients = new Map<string, Client>();
  const { documents, prefix = '', faultyPost = post => post } = setting;
  const post = faultyPost(async (connectionId, frame) => {
    await setting.pause();
    const push = JSON.parse(String(frame));
    const room = push.room.slice(prefix.length);
    return clients.get(connectionId)?.receive(connectionId, { ...push, room }) ?? 'gone';
  });
  const backend = createBackend({ documents, clock, post, prefix });
  const world: World = {
    backend,
    now: clock.now,
    clients,
    sent: new Map(USERS.map(user => [user, []])),
    violated: what => violations.push(what),
  };
  const all = USERS.map((user, nth) => new Client(world, user, nth));

  await setting.settle(prepare(backend));
  await setting.settle(
    Promise.all(all.map((client, nth) => client.connect(script.livesSeconds[nth] ?? LIVES_SECONDS))),
  );
  for (const { seconds, moves } of script.phases) {
    now += seconds * 1_000;
    const underWay: Promise<unknown>[] = [];
    const lines = all.map(async (client, nth) => {
      for (const { client: who, command } of moves)
        if (who === nth) await move(client, command, world, underWay);
    });
    await setting.settle(Promise.all(lines));
    await setting.settle(Promise.all(underWay));
    for (const client of all) client.settle();
    for (const client of all) await complete(client, client.following, 'was not told of');
  }
  await setting.settle(Promise.all(all.map(comeBack)));
  for (const client of all)
    await complete(
      client,
      ROOMS.filter(room => !client.isOutside(room)),
      'was not given',
    );
  for (const room of ROOMS) checkLog(room, await setting.settle(backend.log(room)), world);
  return violations;

  async function complete(client: Client, rooms: readonly RoomName[], what: string): Promise<void> {
    for (const room of rooms) {
      const log = await setting.settle(backend.log(room));
      const { entries, shown } = client.logs[room];
      const missing = log.find(entry => !same(entries[entry.seq - 1], entry));
      if (missing) violations.push(`${client.user} ${what} seq ${missing.seq} of ${log.length} in ${room}`);
      if (entries.length > log.length) violations.push(`${client.user} has more of ${room} than there is`);
      const texts = shown();
      const stale = log.find(entry => isMessage(entry) && texts.get(entry.seq) !== entry.text);
      if (stale && !missing)
        violations.push(`${client.user} shows ${texts.get(stale.seq)} as seq ${stale.seq} of ${room}`);
    }
  }

  /** In the end everybody is there again, and what was not acknowledged is sent until it is. */
  async function comeBack(client: Client): Promise<void> {
    client.drop();
    await client.connect(LIVES_SECONDS);
    for (const room of ROOMS) if (!client.isOutside(room)) await client.join(room);
    for (const one of world.sent.get(client.user) ?? [])
      if (!client.isOutside(one.room)) await client.send(one);
  }
}

/** The private room and its members. */
async function prepare(backend: Backend): Promise<void> {
  const owner = {
    connectionId: 'owner',
    userId: 'ben',
    name: 'ben',
    groups: [],
    connectedAt: START_MS,
    expiresAt: START_MS / 1_000 + LIVES_SECONDS,
  };
  await backend.request(owner, { action: 'createRoom', room: PRIVATE, kind: 'private', members: MEMBERS });
}

async function move(
  client: Client,
  command: Command,
  world: World,
  underWay: Promise<unknown>[],
): Promise<void> {
  const mine = world.sent.get(client.user) ?? [];
  const send = async (sent: Sent | undefined, waits: boolean) => {
    if (!sent) return;
    const sending = client.send(sent);
    underWay.push(sending);
    if (waits) await sending;
  };
  switch (command.do) {
    case 'join':
      return client.join(command.room);
    case 'leave':
      return client.leave(command.room);
    case 'send': {
      const number = mine.length + 1;
      const messageId = `${client.user}-message-${number}`;
      const sent: Sent = {
        room: command.room,
        messageId,
        text: `number ${number}`,
        attempt: 0,
        seq: undefined,
      };
      mine.push(sent);
      return send(sent, command.waits);
    }
    case 'edit':
    case 'delete': {
      const target = mine[command.nth % Math.max(1, mine.length)];
      if (!target) return;
      edits += 1;
      const changing = client.change(target, command.do === 'edit' ? `edit ${edits}` : undefined);
      underWay.push(changing);
      return command.waits ? changing : undefined;
    }
    case 'repeat':
      return send(mine[command.nth % Math.max(1, mine.length)], command.waits);
    case 'drop':
      return void client.drop();
    case 'close': {
      const place = client.drop();
      if (place) await world.backend.disconnect(place);
      return;
    }
    case 'reconnect':
      return client.connect(command.livesSeconds);
  }
}

/** Each edit has a text of its own. */
let edits = 0;

/** Contiguous, and every message exactly once: those that strangers sent into a private room never. */
function checkLog(room: RoomName, log: readonly Entry[], { sent, violated }: World): void {
  if (log.some(({ seq }, index) => seq !== index + 1)) violated(`${room} has a gap`);
  const messages = log.filter(isMessage);
  const ids = messages.map(({ messageId }) => messageId);
  if (new Set(ids).size !== ids.length) violated(`${room} holds a message twice`);
  const seqOf = new Map(messages.map(({ messageId, seq }) => [messageId, seq]));
  for (const [user, messages] of sent) {
    const outside = room === PRIVATE && !MEMBERS.includes(user);
    for (const { messageId, room: into, seq } of messages) {
      if (into !== room) continue;
      const at = seqOf.get(messageId) ?? 0;
      if (outside ? at !== 0 : at === 0) violated(`${messageId} ${outside ? 'is' : 'is not'} in ${room}`);
      if (!outside && seq !== undefined && at !== seq)
        violated(`${messageId} was acknowledged as ${seq} and is ${at}`);
    }
  }
}
