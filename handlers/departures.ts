import * as z from 'zod';
import { tellDeparture } from '../shared/core/presence/tell-departure.ts';
import { user } from '../shared/protocol/index.ts';
import { absence } from './bundles.ts';
import { lambda } from './lambda.ts';
import { type BatchResponse, failing, queueRecords } from './queue-records.ts';

const departure = z.object({
  ...user.shape,
  connectionId: z.string(),
  at: z.number(),
  rooms: z.array(z.string()),
});

/** Each on its own: one that can't be told now does not bring the others back. */
export const handler = lambda<BatchResponse>(async (container, event) => {
  const deps = absence(container);
  const told = await Promise.all(
    queueRecords(event).map(async ({ id, body }) => {
      try {
        await tellDeparture(deps, departure.parse(body));
        return [];
      } catch (error) {
        deps.logger.error('departure not told', { record: id, error });
        return [id];
      }
    }),
  );
  return failing(told.flat());
});
