/** Plays a script, and answers what it broke of the promises. */

import type { Clock, Connection, Poster } from '../../shared/core/ports.ts';
import { type Entry, isMessage } from '../../shared/protocol/index.ts';
import { createBackend, truthIn } from './backend.ts';
import { checkLog, checkNew, checkTold } from './checks.ts';
import { Client } from './client.ts';
import type { Outside } from './containers.ts';
import { move } from './moves.ts';
import { MEMBERS, OWNED, OWNER, ROOMS, type RoomName, type Script, USERS } from './script.ts';
import { send } from './speaking.ts';
import { createStandings } from './standings.ts';
import type { ClientEnd, World } from './world.ts';

export interface Setting {
  /** Of the containers, where a command takes effect once it is its turn. */
  readonly documents: Outside['documents'];
  /** Of the same store, at once. */
  readonly bare: ReturnType<Outside['documents']>;
  /** Waits until it is done, in whatever order its parts are done. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Until it is this one's turn. */
  pause(): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Milliseconds since the beginning. */
  elapsed(): number;
  pass(ms: number): void;
  /** Faults in the way of posts and clocks, to see that they are found. */
  readonly poster?: ((poster: Poster) => Poster) | undefined;
  readonly clock?: ((clock: Clock) => Clock) | undefined;
}

const START_MS = 1_700_000_000_000;

export async function converse(script: Script, setting: Setting): Promise<string[]> {
  const { settle, pause, sleep, poster: faultyPoster = same, clock: faultyClock = same } = setting;
  const violations: string[] = [];
  const violated = (what: string) => void violations.push(what);
  const now = () => START_MS + Math.floor(setting.elapsed());
  const clients = new Map<string, ClientEnd>();
  const underWay = new Set<Promise<unknown>>();
  const background = (work: Promise<unknown>) => {
    const done = () => void underWay.delete(mine);
    const mine = work.then(done, error => {
      violated(`unhandled: ${error instanceof Error ? error.stack : error}`);
      done();
    });
    underWay.add(mine);
  };
  /** Of all containers in this phase. */
  let skews: readonly number[] = [0];
  let overSince = START_MS;
  const backend = createBackend({
    documents: setting.documents,
    clock: { now, monotonic: setting.elapsed, random: () => 0.5, sleep },
    faultyClock,
    poster: faultyPoster({
      async post(connectionId, frame) {
        await pause();
        if (world.falselyGone.delete(connectionId)) {
          world.forgotten.add(connectionId);
          return 'gone';
        }
        const client = clients.get(connectionId);
        return client?.receive(connectionId, JSON.parse(String(frame))) ?? 'gone';
      },
      async disconnect(connectionId) {
        await pause();
        return clients.get(connectionId)?.closed(connectionId) ?? false;
      },
      isConnected: async () => true,
    }),
    directLimit: script.directLimit,
    pause,
    background,
    failed: violated,
  });
  const world: World = {
    backend,
    standings: createStandings(violated),
    now,
    sleep,
    pause,
    background,
    clients,
    falselyGone: new Set(),
    forgotten: new Set(),
    sent: new Map(USERS.map(user => [user, []])),
    edits: 0,
    hasDied: false,
    hasSkew: false,
    get ahead() {
      return Math.max(...skews);
    },
    get overSince() {
      return overSince + Math.min(...skews);
    },
    kill(container) {
      world.hasDied = true;
      backend.kill(container);
    },
    step(container, ms) {
      world.hasSkew = true;
      backend.step(container, ms);
      skews = [...skews, ms];
    },
    violated,
  };
  const truth = truthIn(setting.bare, now);
  const all = USERS.map((user, nth) => new Client(world, user, nth));
  const logs = new Map<RoomName, readonly Entry[]>(ROOMS.map(room => [room, []]));

  const quiet = async (work: Promise<unknown>) => {
    await settle(work);
    while (underWay.size > 0) await settle(Promise.all(underWay));
  };

  await quiet(prepare());
  await world.standings.renew(truth);
  await quiet(Promise.all(all.map((client, nth) => client.connect(script.livesSeconds[nth]))));
  for (const { seconds, moves } of script.phases) {
    setting.pass(seconds * 1_000);
    skews = [0, ...backend.skewMs];
    overSince = now();
    await quiet(
      Promise.all(
        all.map(async (client, nth) => {
          for (const { client: who, command } of moves) if (who === nth) await move(client, command);
        }),
      ),
    );
    await look();
    for (const client of all) for (const room of client.following) checkTold(client, room, logOf(room));
  }
  await quiet(Promise.all(all.map(comeBack)));
  // A change that died halfway is finished by the next writer.
  world.hasDied = false;
  await quiet(sayGoodbye());
  await look();
  for (const client of all)
    for (const room of ROOMS)
      if (world.standings.of(client.user, room) === 'in') checkTold(client, room, logOf(room));
  for (const room of ROOMS) checkLog(room, logOf(room), world);
  return violations;

  function logOf(room: RoomName): readonly Entry[] {
    return logs.get(room) ?? [];
  }

  /** Nothing is under way: the store is looked at, and the clients that may have missed something ask. */
  async function look(): Promise<void> {
    for (const room of ROOMS) {
      const log = await truth.log(room);
      checkNew(room, log, logOf(room).length, world);
      logs.set(room, log);
    }
    const unsure = new Set(
      all.flatMap(({ user }) =>
        OWNED.filter(room => world.standings.of(user, room) === 'unsure').map(room => `${user} ${room}`),
      ),
    );
    const wereOpen = OWNED.filter(room => world.standings.isOpen(room));
    await world.standings.renew(truth);
    for (const room of wereOpen) if (!world.standings.isOpen(room)) checkCreated(room);
    for (const client of all) client.settle(room => unsure.has(`${client.user} ${room}`));
    if (world.hasDied || world.hasSkew) await quiet(Promise.all(all.map(client => client.heartbeat())));
  }

  /** Of a room's creation and the messages of others exactly one wins. */
  function checkCreated(room: RoomName): void {
    const { standings } = world;
    const stranger = logOf(room)
      .filter(isMessage)
      .find(
        ({ from: { userId } }) =>
          standings.of(userId, room) === 'out' && !standings.mayHaveBeenIn(userId, room),
      );
    if (stranger) violated(`${room} was created over the message of ${stranger.from.userId}, a stranger`);
  }

  /** The private room and its members. */
  async function prepare(): Promise<void> {
    const as = (userId: string): Connection => ({
      connectionId: `first of ${userId}`,
      userId,
      name: userId,
      groups: [],
      connectedAt: START_MS,
      expiresAt: START_MS / 1_000 + 60,
    });
    const room = 'den';
    await backend.request(as(OWNER), { action: 'createRoom', room, kind: 'private', members: MEMBERS });
    for (const member of MEMBERS)
      await backend.request(as(member), { action: 'answerInvitation', room, accept: true });
  }

  /** In the end everybody is there again, and what was not acknowledged is sent until it is. */
  async function comeBack(client: Client): Promise<void> {
    client.drop();
    await client.connect();
    for (const room of ROOMS) if (world.standings.of(client.user, room) === 'in') await client.join(room);
    for (const one of world.sent.get(client.user) ?? [])
      if (world.standings.of(client.user, one.room) === 'in') await send(client, one);
  }

  async function sayGoodbye(): Promise<void> {
    for (const room of ROOMS) {
      const client = all.findLast(({ user }) => world.standings.of(user, room) === 'in');
      if (client) await move(client, { do: 'send', room, waits: true });
    }
  }
}

const same = <T>(value: T): T => value;
