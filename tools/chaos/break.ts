/** Brings about what the schedule says is to go wrong, each until it has struck. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../emulator/faults/random.ts';
import { loadBallast } from './ballast.ts';
import type { Actor } from './clients/actor.ts';
import { type ChaosName, kindOf } from './faults.ts';
import type { PlannedFault } from './schedule.ts';
import type { World } from './world.ts';

/** A fault that has not struck by then is given up. */
const PATIENCE_MS = 40_000;
const LOOK_MS = 50;
/** So often somebody says something, as long as a fault finds nothing to strike at. */
const STIR_MS = 300;
/** Those that are cut off need the time to come back. */
const RECONNECT_MS = 3_000;
/** Beyond what the server has written so far: some dozens of messages. */
const ROOM_LEFT_KB = 64;
const CLIENT_CLOCK_MS = 45_000;
const ADMIN_PATIENCE_MS = 240_000;

/** One at a time: each takes the server away. */
let restarts = Promise.resolve();

export async function breakIt(world: World, fault: PlannedFault): Promise<void> {
  const { strikes } = world;
  const { name } = fault;
  strikes.ask(name);
  const before = strikes.of(name);
  const undo = await begin(world, fault);
  await sleep(fault.lastsMs);
  let giveUp = performance.now() + PATIENCE_MS;
  let stirred = performance.now();
  while (strikes.of(name) === before && performance.now() < giveUp) {
    const left = giveUp - performance.now();
    // A server that is away can't be struck.
    if (name !== 'disk-full') await restarts;
    giveUp = performance.now() + left;
    await sleep(LOOK_MS);
    if (performance.now() - stirred < (RECONNECTS.includes(name) ? RECONNECT_MS : STIR_MS)) continue;
    stirred = performance.now();
    await provoke(world, fault);
  }
  await undo();
}

/** They strike at connections that come or go. */
const RECONNECTS: readonly ChaosName[] = ['lose-disconnect', 'slow-upgrade', 'short-tokens'];

const nothing = async () => {};

/** A third of the clients. */
function met({ actors }: World, { name, dice }: PlannedFault): Actor[] {
  const third = Math.floor(seededRandom(dice, name)() * 3);
  return actors.filter((_, index) => index % 3 === third);
}

/** Gives the fault something to strike at. */
async function provoke(world: World, fault: PlannedFault): Promise<void> {
  const { name } = fault;
  if (name === 'disk-full') {
    // Of what the clients write, a disk may take a while to be full.
    await loadBallast(world.backend.running).catch(() => {});
  } else if (RECONNECTS.includes(name)) {
    if (name === 'short-tokens') for (const user of world.users) user.forget();
    for (const { network } of met(world, fault)) network.cut();
  } else world.stir();
}

/** Returns what ends it. */
async function begin(world: World, fault: PlannedFault): Promise<() => Promise<void>> {
  const { name, value, dice } = fault;
  const { strikes, backend, clockChanged } = world;
  const some = met(world, fault);
  const strike = (times: number) => strikes.strike(name, times);
  /** The server may be away just now. */
  const meet = async (hit: () => number) => {
    for (const giveUp = performance.now() + PATIENCE_MS; performance.now() < giveUp; await sleep(LOOK_MS)) {
      const times = hit();
      strike(times);
      if (times > 0) return;
    }
  };
  if (kindOf(name).how === 'server') {
    world.plan.set(name, value);
    backend.faults(Object.fromEntries(world.plan));
    if (name === 'step-clock') clockChanged(`server by ${value} ms`);
    if (RECONNECTS.includes(name)) await provoke(world, fault);
    return async () => {
      world.plan.delete(name);
      backend.faults(Object.fromEntries(world.plan));
      if (name === 'step-clock') clockChanged('server back');
    };
  }
  switch (name) {
    case 'kill':
      restarts = restarts.then(() => restart(world, 'SIGKILL', () => strike(1)));
      return () => restarts;
    case 'stop':
      restarts = restarts.then(() => restart(world, 'SIGTERM', () => strike(1)));
      return () => restarts;
    case 'disk-full': {
      const begun = restarts.then(async () => {
        await backend.end('SIGTERM');
        await backend.start((await largestKb(world.folder)) + ROOM_LEFT_KB);
      });
      let makeRoom = () => {};
      const isOver = new Promise<void>(resolve => {
        makeRoom = resolve;
      });
      // A start in between would find room again.
      restarts = begun.then(() => isOver).then(() => restart(world, 'SIGKILL', () => {}));
      await begun;
      return () => {
        makeRoom();
        return restarts;
      };
    }
    case 'cut':
      await meet(() => sum(some.map(({ network }) => network.cut())));
      return nothing;
    case 'stall':
    case 'slow-reader':
      await meet(() => sum(some.map(({ network }) => network.stall(name === 'stall' ? 'both' : 'down'))));
      return async () => {
        for (const { network } of some) network.flow();
      };
    case 'half-open':
      await meet(() => sum(some.map(({ network }) => network.lose())));
      return nothing;
    case 'step-client-clock':
      for (const [index, actor] of some.entries())
        actor.stepClock(index % 2 ? CLIENT_CLOCK_MS : -CLIENT_CLOCK_MS);
      strike(some.length);
      return async () => {
        for (const actor of some) actor.stepClock(0);
      };
    case 'deny':
      return deny(world, dice % world.users.length, strike);
    case 'retention':
      for (const giveUp = performance.now() + PATIENCE_MS; performance.now() < giveUp; await sleep(300)) {
        // Until something of it is old.
        world.stir();
        const gone = await world.rollOver().catch(() => 0);
        strike(gone);
        if (gone > 0) break;
      }
      return nothing;
    default:
      throw new Error(`nobody knows how to bring about ${name satisfies ChaosName}`);
  }
}

async function restart({ backend }: World, signal: 'SIGKILL' | 'SIGTERM', ended: () => void): Promise<void> {
  await backend.end(signal);
  ended();
  await backend.start();
}

async function deny(
  { admin, users, recorder, actors }: World,
  number: number,
  strike: (times: number) => void,
): Promise<() => Promise<void>> {
  const userId = users[number]?.userId ?? '';
  // Far enough ahead for any clock that is off; it is taken back by hand.
  const until = Date.now() + 3_600_000;
  if (await untilAcknowledged(admin, { userId, until })) {
    recorder.denied(userId);
    strike(1);
  }
  return async () => {
    recorder.allowed(userId);
    if (!(await untilAcknowledged(admin, { userId, until: 0 })))
      throw new Error(`${userId} could not be let in again`);
    for (const actor of actors) if (actor.userId === userId) actor.comeBack();
  };
}

/** The server may be away, and what is asked of it lost. */
async function untilAcknowledged(admin: Actor, fields: object): Promise<boolean> {
  for (const giveUp = performance.now() + ADMIN_PATIENCE_MS; performance.now() < giveUp; await sleep(200)) {
    const reply = await admin.ask('adminDisconnect', fields);
    if (reply?.type === 'ok') return true;
  }
  return false;
}

async function largestKb(folder: string): Promise<number> {
  const files = (await readdir(folder, { recursive: true })).map(name => join(folder, name));
  const sizes = await Promise.all(files.map(async file => (await stat(file)).size));
  return Math.ceil(Math.max(0, ...sizes) / 1_024);
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
