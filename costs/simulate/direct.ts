/** A small room: the send itself posts to everyone else. */
import { DESIGN } from '../model/design.ts';
import { postAll } from './posting.ts';
import { appended } from './send.ts';
import type { Sent, World } from './world.ts';

export const direct =
  (world: World): Sent =>
  sentAt =>
    appended(world, done => {
      const { clock, chance, times, account, members, counted } = world;
      counted.frames += 1;
      // Whoever is in the room now is found by a read after the append.
      clock.after(chance.from(times.steps.read), () =>
        postAll(
          world,
          {
            by: 'send-message',
            receivers: members - 1,
            sentAt: [sentAt],
            cpuPerPostMs: times.cpuPerPost.ours.ms,
            postsAtOnce: DESIGN.postsAtOnce,
            budgets: [account],
          },
          done,
        ),
      );
    });
