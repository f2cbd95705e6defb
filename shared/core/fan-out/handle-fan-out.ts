import type { Invocation } from '../ports.ts';
import { drain } from './lagging.ts';
import type { FanOutEvent, Spread } from './ports.ts';
import { type PumpDeps, pump } from './pump.ts';
import { postSegment } from './spread.ts';

/**
 * Everything that the fan-out function does. Each kind may be done again: a push that comes twice is dropped once.
 * Returns what came of a segment, for the pump that waits for it.
 */
export async function handleFanOut(
  deps: PumpDeps,
  event: FanOutEvent,
  invocation: Invocation,
): Promise<Spread | undefined> {
  switch (event.kind) {
    case 'pump':
      await pump(deps, event, invocation);
      return undefined;
    case 'segment':
      return postSegment(deps, event);
    case 'lagging':
      await drain(deps, event, invocation);
      return undefined;
  }
}
