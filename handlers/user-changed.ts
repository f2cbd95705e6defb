/** Run by EventBridge for what CloudTrail tells of the user pool: users who lost what their tokens say. */
import * as z from 'zod';
import { userChanged } from '../shared/core/admin/deny.ts';
import { userId } from '../shared/protocol/index.ts';
import { admitting } from './bundles.ts';
import { lambda } from './lambda.ts';

/** The rule lets through only calls of our own pool that changed something; the event has more than is read here. */
const trailEvent = z.object({
  detail: z.object({
    eventName: z.string(),
    eventTime: z.iso.datetime(),
    // The name of the user may be hidden; their id is always there.
    additionalEventData: z.object({ sub: userId }),
  }),
});

/** After these, Cognito gives the user no other token. */
const FINAL: readonly string[] = ['AdminDisableUser', 'AdminDeleteUser', 'DeleteUser'];

/** Which operator it was, CloudTrail tells. */
const POOL = { userId: 'user-pool', name: 'User pool', server: true } as const;

export const handler = lambda<void>(async (container, event) => {
  const { eventName, eventTime, additionalEventData } = trailEvent.parse(event).detail;
  const deps = admitting(container);
  const { sub: userId } = additionalEventData;
  await userChanged(deps, { userId, at: Date.parse(eventTime), mayReturn: !FINAL.includes(eventName) });
  // What users do to themselves is nobody's act.
  if (eventName.startsWith('Admin'))
    await deps.audit.add({ at: deps.clock.now(), by: POOL, action: eventName, userId });
});
