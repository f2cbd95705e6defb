/**
 * What the samples do: a function a message that posts it to everyone, alone in its frame, through the SDK's client. It
 * tries a refused post three times within about a second, and ends with its timeout; what is not posted then is lost.
 */
import { postAll } from './posting.ts';
import type { Sent, World } from './world.ts';

const FUNCTION = 'send-message';
const SDK_SOCKETS = 50;
const SDK_PATIENCE_MS = 1_000;
const TIMEOUT_MS = 29_000;

export const naive =
  (world: World): Sent =>
  sentAt => {
    const { clock, chance, times, lambdas, account, members, counted } = world;
    clock.after(chance.from(times.steps.integration), () =>
      lambdas.start(FUNCTION, done => {
        counted.frames += 1;
        const until = clock.now() + TIMEOUT_MS;
        clock.after(chance.from(times.steps.read), () =>
          postAll(
            world,
            {
              by: FUNCTION,
              receivers: members,
              sentAt: [sentAt],
              cpuPerPostMs: times.cpuPerPost.sdk.ms,
              postsAtOnce: SDK_SOCKETS,
              budgets: [account],
              patienceMs: SDK_PATIENCE_MS,
              until,
            },
            done,
          ),
        );
      }),
    );
  };
