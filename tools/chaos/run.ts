/** Plays a schedule against a server of its own, and writes down what every client saw. */
import { setTimeout as sleep } from 'node:timers/promises';
import { directRoom } from '../../client/messaging-client.ts';
import type { History, Promises } from '../../test/history/format.ts';
import { Starvation } from './backend/starvation.ts';
import { breakIt } from './break.ts';
import type { Operation, Schedule } from './schedule.ts';
import { settle } from './settle.ts';
import type { Struck } from './strikes.ts';
import { startWorld, type World } from './world.ts';

export interface Course {
  readonly history: History;
  readonly faults: readonly Struck[];
  /** What had not come to rest in time. */
  readonly unsettled: readonly string[];
  /** Of the time in which the server wanted a CPU, the part in which it was given none. */
  readonly starved: number;
  readonly seconds: number;
}

export interface RunOptions {
  readonly from?: string | undefined;
  /** The command that does the same again. */
  readonly command: string;
  /** Told how it goes, now and then. */
  readonly onProgress: (line: string) => void;
}

/** A post is on its way for so long at the most, while nothing holds it up. */
const IN_FLIGHT_MS = 1_000;

/** As the settings of startWorld have it, and the emulator. A function can stand still between its look and its post. */
const promisesOf = ({ faults }: Schedule): Promises => ({
  repeatWindowMs: 600_000,
  senderPerSecond: 10,
  roomPerSecond: 50,
  containers: 1,
  inFlightMs:
    IN_FLIGHT_MS +
    Math.max(0, ...faults.map(({ name, value }) => (name === 'freeze-async-function' ? value : 0))),
  sweepMs: 0,
});
const PROGRESS_MS = 1_000;

export async function run(schedule: Schedule, { from, command, onProgress }: RunOptions): Promise<Course> {
  const began = performance.now();
  onProgress('starts a server and signs its users in');
  const world = await startWorld(schedule, from);
  const goingWrong = new Map<string, number>();
  const start = performance.now();
  const starvation = new Starvation();
  const progress = setInterval(() => {
    starvation.look(world.backend.pid);
    onProgress(lineOf(world, start, goingWrong));
  }, PROGRESS_MS);
  try {
    for (const operation of schedule.operations) void perform(world, start, operation);
    await Promise.all([
      sleep(schedule.durationMs),
      ...schedule.faults.map(async fault => {
        await until(start, fault.at);
        goingWrong.set(fault.name, (goingWrong.get(fault.name) ?? 0) + 1);
        await breakIt(world, fault);
        goingWrong.delete(fault.name);
      }),
    ]);
    goingWrong.set('nothing any more', 1);
    const { quiet, events, unsettled } = await settle(world);
    const history = world.recorder.finish(promisesOf(schedule), quiet, command);
    return {
      history: { ...history, events: history.events.slice(0, events) },
      faults: world.strikes.table(),
      unsettled,
      starved: starvation.share,
      seconds: (performance.now() - began) / 1_000,
    };
  } finally {
    clearInterval(progress);
    await world.close();
  }
}

const until = (start: number, at: number) => sleep(Math.max(0, start + at - performance.now()));

async function perform(world: World, start: number, operation: Operation): Promise<void> {
  await until(start, operation.at);
  await world.actors[operation.client]?.perform({ ...operation, room: realRoom(world, operation.room) });
}

/** Direct rooms are named by the users' numbers in a schedule. */
function realRoom({ users }: World, room: string): string {
  const [, one, other] = /^dm:(\d+):(\d+)$/.exec(room) ?? [];
  if (one === undefined || other === undefined) return room;
  return directRoom(users[Number(one)]?.userId ?? '', users[Number(other)]?.userId ?? '');
}

function lineOf({ actors, recorder }: World, start: number, goingWrong: ReadonlyMap<string, number>): string {
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  const online = actors.filter(({ isOnline }) => isOnline).length;
  const waiting = actors.reduce((sum, actor) => sum + actor.waiting.length, 0);
  const wrong = [...goingWrong.keys()].join(', ') || 'nothing';
  return `${seconds} s · ${online} of ${actors.length} online · ${recorder.events.length} events · ${waiting} wait · going wrong: ${wrong}`;
}
