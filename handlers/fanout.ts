import { handleFanOut } from '../shared/core/fan-out/handle-fan-out.ts';
import type { Spread } from '../shared/core/fan-out/ports.ts';
import { pumping } from './bundles.ts';
import { clock } from './deps.ts';
import { fanOutEvents } from './fan-out-event.ts';
import { lambda } from './lambda.ts';

/** Kept back to hand over what is left. */
const MARGIN_MS = 10_000;

export const handler = lambda(async (container, raw, context) => {
  const { now, monotonic } = clock(container);
  const deadline = monotonic() + context.getRemainingTimeInMillis() - MARGIN_MS;
  let spread: Spread | undefined;
  for (const event of fanOutEvents(raw))
    spread = await handleFanOut(pumping(container), event, { receivedAt: now(), deadline });
  return spread;
});
