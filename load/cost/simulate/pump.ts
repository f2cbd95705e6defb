/** A large room: sends append and wake the pump; the pump packs what is new and posts it, one frame after the other. */
import { DESIGN, mostPerFrame, workersFor } from '../model/design.ts';
import { postAll } from './posting.ts';
import { appended } from './send.ts';
import type { Sent, World } from './world.ts';

export function pump(world: World): Sent {
  const { clock, chance, times, lambdas, members, counted } = world;
  const { read, write, asyncInvoke } = times.steps;
  const log: number[] = [];
  const most = mostPerFrame(world.textBytes);
  let cursor = 0;
  let leased = false;

  const wake = (): void => {
    if (leased) return;
    leased = true;
    clock.after(chance.from(asyncInvoke), () =>
      lambdas.start('fanout', done => clock.after(chance.from(write), () => tick(done))),
    );
  };

  function tick(done: () => void): void {
    const began = clock.now();
    clock.after(chance.from(read), () => {
      const sentAt = log.slice(cursor, cursor + most);
      if (sentAt.length === 0) {
        // A message that came while the lease was let go finds it free, and wakes the pump itself.
        leased = false;
        return done();
      }
      counted.frames += 1;
      post(sentAt, () => {
        cursor += sentAt.length;
        clock.after(chance.from(write), () =>
          clock.at(began + 1_000 / DESIGN.framesPerSecond, () => tick(done)),
        );
      });
    });
  }

  /** Splits the connections over workers by key range. */
  function post(sentAt: readonly number[], posted: () => void): void {
    const workers = workersFor(members);
    let working = workers;
    for (let i = 0; i < workers; i++) {
      const receivers = Math.floor(((i + 1) * members) / workers) - Math.floor((i * members) / workers);
      clock.after(chance.from(asyncInvoke), () =>
        lambdas.start('fanout-worker', done =>
          clock.after(chance.from(read), () =>
            postAll(
              world,
              {
                by: 'fanout-worker',
                receivers,
                sentAt,
                cpuPerPostMs: times.cpuPerPost.ours.ms,
                postsAtOnce: DESIGN.postsAtOnce,
                budgets: [world.largeRooms, world.account],
              },
              () => {
                done();
                working -= 1;
                if (working === 0) posted();
              },
            ),
          ),
        ),
      );
    }
  }

  return sentAt =>
    appended(world, done => {
      log.push(sentAt);
      wake();
      done();
    });
}
