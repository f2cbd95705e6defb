import { encode } from './encode.ts';
import type { FanOutEvent } from './fan-out-ports.ts';
import { drain } from './lagging.ts';
import type { Invocation } from './ports.ts';
import { type PumpDeps, pump } from './pump.ts';
import { createSpreader, postSegment } from './spread.ts';

/** Everything that the fan-out function does. Each kind may be done again: a push that comes twice is dropped once. */
export async function handleFanOut(
  deps: PumpDeps,
  event: FanOutEvent,
  invocation: Invocation,
): Promise<void> {
  switch (event.kind) {
    case 'pump':
      return pump(deps, event, invocation);
    case 'frame':
      await createSpreader(deps, event.room)([encode(event.push)]);
      return;
    case 'segment':
      return postSegment(deps, event);
    case 'lagging':
      return drain(deps, event, invocation);
  }
}
