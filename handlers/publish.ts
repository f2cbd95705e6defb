import { createLines } from '../shared/core/log/lines.ts';
import { publish } from '../shared/core/messages/publish.ts';
import {
  type Published,
  type PublishedBatch,
  type PublishRequest,
  publishBatchRequest,
  publishRequest,
} from '../shared/protocol/index.ts';
import { speaking } from './bundles.ts';
import { apiKeys } from './deps.ts';
import { type HttpRequest, http, requireApiKey } from './http.ts';

export const handler = http(async (container, request) => {
  await requireApiKey(apiKeys(container), request);
  const deps = speaking(container);
  const one = (message: PublishRequest) => publish(deps, message, request.invocation);
  const body = request.json();
  return hasBatch(body)
    ? each(publishBatchRequest.parse(body).batch, one, request)
    : one(publishRequest.parse(body));
});

const hasBatch = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, 'batch');

/**
 * Rooms side by side; within a room one by one, so that its messages keep the order of the batch. No item throws, whatever
 * it is: all work has ended when the reply goes out.
 */
async function each(
  batch: readonly unknown[],
  one: (message: PublishRequest) => Promise<Published>,
  { refusal }: HttpRequest,
): Promise<PublishedBatch> {
  const inLine = createLines();
  const results = batch.map(async raw => {
    try {
      const message = publishRequest.parse(raw);
      return { ok: true as const, ...(await inLine(message.room, () => one(message))) };
    } catch (error) {
      return { ok: false as const, error: refusal(error) };
    }
  });
  return { results: await Promise.all(results) };
}
