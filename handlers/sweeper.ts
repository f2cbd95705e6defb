import { sweep } from '../shared/core/admin/sweep.ts';
import { sweepPurges } from '../shared/core/moderation/purge.ts';
import { sweepDeleted } from '../shared/core/rooms/delete-room.ts';
import { ENV, GAUGES } from '../shared/names.ts';
import { SWEEP_SECONDS } from '../shared/routes.ts';
import { purging, sweeping } from './bundles.ts';
import { clock, metrics, traces } from './deps.ts';
import { wholeNumber } from './environment.ts';
import { lambda, replyBy } from './lambda.ts';

/** A few a second where it runs once a minute: little of the 10,000 requests a second that the account shares. */
const PROBES = 1_000;
/** A sweep may start late, and takes its time. */
const SWEEP_AHEAD_SECONDS = 1.5 * SWEEP_SECONDS;

export const handler = lambda(async (container, _event, context) => {
  const deadline = replyBy(context, clock(container));
  const probes = wholeNumber(container.env, ENV.sweepProbes) ?? PROBES;
  const swept = await sweep(sweeping(container), { aheadSeconds: SWEEP_AHEAD_SECONDS, probes });
  const removed = await sweepDeleted(sweeping(container), deadline);
  const purged = await sweepPurges({ ...purging(container), traces: traces(container) }, deadline);
  metrics(container).gauges({
    [GAUGES.connections]: swept.connections,
    [GAUGES.users]: swept.users,
    [GAUGES.rooms]: swept.rooms,
    [GAUGES.expired]: swept.expired,
    [GAUGES.orphaned]: swept.orphaned,
  });
  return { ...swept, removed, purged };
});
