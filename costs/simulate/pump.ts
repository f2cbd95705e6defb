/** A large room: sends append and wake the pump; the pump packs what is new and posts it, one frame after the other. */
import { DESIGN, mostPerFrame } from '../model/design.ts';
import { cpuShare, functionNamed, memoryOf } from '../model/run-time.ts';
import { postAll } from './posting.ts';
import { appended } from './send.ts';
import type { Sent, World } from './world.ts';

const PUMP = 'fanout';
const WORKER = 'fanout-worker';

/** Messages on their way, by when each was sent, in so many frames. */
interface Packed {
  readonly sentAt: readonly number[];
  readonly frames: number;
}

export function pump(world: World): Sent {
  const { clock, chance, times, lambdas, members, counted } = world;
  const { read, write, asyncInvoke, invoke } = times.steps;
  const log: number[] = [];
  const most = mostPerFrame(world.textBytes);
  const parts = Math.ceil(members / DESIGN.connectionsPerWorker);
  const frameMs = 1_000 / DESIGN.framesPerSecond;
  const postsMs = (members * 1_000) / world.roomPostsPerSecond;
  let cursor = 0;
  let leased = false;

  const wake = (): void => {
    if (leased) return;
    leased = true;
    clock.after(chance.from(asyncInvoke), () =>
      lambdas.start(PUMP, done => clock.after(chance.from(write), () => tick(done))),
    );
  };

  function tick(done: () => void): void {
    const began = clock.now();
    clock.after(chance.from(read), () => {
      const sentAt = log.slice(cursor, cursor + most * DESIGN.framesAtOnce);
      if (sentAt.length === 0) {
        // A message that came while the lease was let go finds it free, and wakes the pump itself.
        leased = false;
        return done();
      }
      const frames = Math.ceil(sentAt.length / most);
      counted.frames += frames;
      spread({ sentAt, frames }, () => {
        cursor += sentAt.length;
        const next = began + frames * Math.max(frameMs, postsMs);
        clock.after(chance.from(write), () => clock.at(next, () => tick(done)));
      });
    });
  }

  const receiversOf = (part: number): number =>
    Math.floor(((part + 1) * members) / parts) - Math.floor((part * members) / parts);

  const postTo = (
    { sentAt, frames }: Packed,
    { by, receivers }: { by: string; receivers: number },
    posted: () => void,
  ): void =>
    postAll(
      world,
      {
        by,
        receivers,
        sentAt,
        frames,
        cpuPerPostMs: times.cpuPerPost.ours.ms,
        postsAtOnce: DESIGN.postsAtOnce,
        budgets: [world.account],
      },
      posted,
    );

  /** Posts to a room of one part itself; otherwise to each part by a worker, as the room's budget allows them. */
  function spread(packed: Packed, posted: () => void): void {
    const cpu = (by: string) => functionNamed(times, by).cpuMs / cpuShare(memoryOf(world.memory, by));
    if (parts === 1) {
      clock.after(cpu(PUMP) + chance.from(read), () =>
        postTo(packed, { by: PUMP, receivers: members }, posted),
      );
      return;
    }
    let begun = 0;
    let left = parts;
    const work = (): void => {
      if (begun === parts) return;
      const receivers = receiversOf(begun);
      begun += 1;
      const at = world.largeRooms.takeWithin(
        clock.now(),
        receivers * packed.frames,
        Number.POSITIVE_INFINITY,
      );
      clock.at(at ?? clock.now(), () =>
        clock.after(chance.from(invoke), () =>
          lambdas.start(WORKER, done =>
            clock.after(cpu(WORKER) + chance.from(read), () =>
              postTo(packed, { by: WORKER, receivers }, () => {
                done();
                left -= 1;
                if (left === 0) posted();
                else work();
              }),
            ),
          ),
        ),
      );
    };
    for (let worker = 0; worker < DESIGN.workersAtOnce; worker++) work();
  }

  return sentAt =>
    appended(world, done => {
      log.push(sentAt);
      wake();
      done();
    });
}
