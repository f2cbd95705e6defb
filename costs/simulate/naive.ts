/**
 * What the samples do: a function a message that posts it to everyone, alone in its frame, through the SDK's client. It
 * tries a refused post three times within about a second, and ends with its timeout; what is not posted then is lost.
 */
import pMap from 'p-map';
import { createPoster } from './poster.ts';
import type { Sent, World } from './world.ts';

const FUNCTION = 'send-message';
const SDK_SOCKETS = 50;
const SDK_PATIENCE_MS = 1_000;
const TIMEOUT_MS = 29_000;

export function naive(world: World): Sent {
  const { clock, chance, times, lambdas, audience } = world;
  let sent = 0;
  return async sentAt => {
    await clock.sleep(chance.from(times.steps.integration));
    await lambdas.run(FUNCTION, async container => {
      sent += 1;
      audience.sent(sent, sentAt);
      const frame = Buffer.from(`{"seq":${sent}}`);
      const until = clock.now() + TIMEOUT_MS;
      const { post } = createPoster(world, container, {
        cpuPerPostMs: times.cpuPerPost.sdk.ms,
        socketsEach: Math.max(1, SDK_SOCKETS / audience.present.length),
        until,
        patienceMs: SDK_PATIENCE_MS,
      });
      await clock.sleep(chance.from(times.steps.read));
      await pMap(
        audience.present,
        ({ connectionId }) => (clock.now() < until ? post(connectionId, frame) : undefined),
        { concurrency: SDK_SOCKETS },
      );
    });
  };
}
