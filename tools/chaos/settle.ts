/** Once nothing goes wrong any more: waits until everyone shows everything, and reads what there is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Quiet } from '../../test/history/format.ts';
import type { Actor } from './clients/actor.ts';
import { logOf, type RoomLog } from './tables.ts';
import type { World } from './world.ts';

/** So long in peace is quiet. */
const STEADY_MS = 1_500;
const LOOK_MS = 300;
/** Ends once nothing has moved for so long: a busy machine is given its time… */
const STANDSTILL_MS = 30_000;
/** …but not for ever. */
const PATIENCE_MS = 240_000;
/** One finds what is gone, one that nothing refers to it, and one is for what came between. */
const SWEEPS = 3;

export interface Settled {
  readonly quiet: Quiet;
  /** How many events there were as the final logs began to be read: of a later one they may know nothing. */
  readonly events: number;
  /** What was still going on when patience ended. */
  readonly unsettled: readonly string[];
}

export async function settle(world: World): Promise<Settled> {
  for (const { network } of [...world.actors, world.admin]) network.heal();
  for (const actor of world.actors) actor.comeBack();
  const giveUp = performance.now() + PATIENCE_MS;
  let steadySince = performance.now();
  let movedAt = performance.now();
  let unsettled: string[] = [];
  let logs = new Map<string, RoomLog>();
  do {
    await sleep(LOOK_MS);
    logs = await readLogs(world);
    const left = world.actors.flatMap(actor => troubles(actor, logs));
    if (left.join() !== unsettled.join()) movedAt = performance.now();
    unsettled = left;
    if (unsettled.length > 0) steadySince = performance.now();
  } while (
    performance.now() - steadySince < STEADY_MS &&
    performance.now() - movedAt < STANDSTILL_MS &&
    performance.now() < giveUp
  );
  for (let time = 0; time < SWEEPS; time += 1) await world.backend.sweep();
  const events = world.recorder.events.length;
  // Anew: a look takes its time, and what was stored meanwhile is none of it.
  return { quiet: await read(world, await readLogs(world)), events, unsettled };
}

function troubles(actor: Actor, logs: ReadonlyMap<string, RoomLog>): string[] {
  if (!actor.isOnline) return [`${actor.id} is not online`];
  if (actor.waiting.length > 0) return [`${actor.id} waits for ${actor.waiting.length} acknowledgements`];
  return [...actor.shown()].flatMap(([room, shown]) => {
    const log = logs.get(room);
    if (hasNothingToShow(room, log)) return [];
    const head = log?.entries.at(-1)?.seq ?? 0;
    if (shown === undefined) return [`${actor.id} has not joined ${room} yet`];
    return shown.after >= head ? [] : [`${actor.id} shows ${room} up to ${shown.after} of ${head}`];
  });
}

/** Nobody joins a direct room. It begins with its first message; one that was refused is none. */
const hasNothingToShow = (room: string, log: RoomLog | undefined): boolean =>
  room.startsWith('dm:') && !log?.entries.length;

async function readLogs({ actors, backend, schedule }: World): Promise<Map<string, RoomLog>> {
  const rooms = new Set([
    ...actors.flatMap(actor => [...actor.shown().keys()]),
    ...schedule.operations.map(({ room }) => room).filter(room => room !== '' && !room.startsWith('dm:')),
  ]);
  const logs = await Promise.all([...rooms].map(room => logOf(backend.running, room)));
  return new Map(logs.map(log => [log.room, log]));
}

type Listed = { readonly room: string; readonly readSeq: number; readonly unread: number };
type Present = { readonly userId: string; readonly connections: number };

async function read({ actors, users }: World, logs: ReadonlyMap<string, RoomLog>): Promise<Quiet> {
  const following = actors.flatMap(actor =>
    [...actor.shown().keys()]
      .filter(room => !hasNothingToShow(room, logs.get(room)))
      .map(room => ({ client: actor.id, room })),
  );
  const presence = await Promise.all(
    [...logs.keys()].map(async room => {
      const there = actors.find(actor => actor.shown().has(room) && !room.startsWith('dm:'));
      const reply = await there?.ask('presence', { room });
      const present = (reply?.users ?? undefined) as Present[] | undefined;
      return present
        ? [{ room, users: present.map(({ userId, connections }) => ({ userId, connections })) }]
        : [];
    }),
  );
  const unread = await Promise.all(
    users.map(async ({ userId: user }) => {
      const reply = await actors.find(({ userId }) => userId === user)?.ask('listRooms');
      const listed = (reply?.rooms ?? []) as Listed[];
      return listed.map(({ room, readSeq, unread }) => ({ user, room, readSeq, unread }));
    }),
  );
  return {
    logs: [...logs.values()].map(log => ({ ...log, entries: [...log.entries] })),
    following,
    presence: presence.flat(),
    unread: unread.flat(),
  };
}
