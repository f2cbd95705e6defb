import { createLines } from '../shared/core/log/lines.ts';
import {
  type Published,
  type PublishedBatch,
  type PublishRequest,
  publishRequest,
} from '../shared/protocol/index.ts';
import type { HttpRequest } from './http.ts';
import { parseRequest } from './request.ts';

/**
 * Rooms side by side; within a room one by one, so that its messages keep the order of the batch. No item throws, whatever
 * it is: all work has ended when the reply goes out.
 */
export async function publishEach(
  batch: readonly unknown[],
  one: (message: PublishRequest, place: number) => Promise<Published>,
  { refusal }: Pick<HttpRequest, 'refusal'>,
): Promise<PublishedBatch> {
  const inLine = createLines();
  const results = batch.map(async (raw, place) => {
    try {
      const message = parseRequest(publishRequest, raw);
      return { ok: true as const, ...(await inLine(message.room, () => one(message, place))) };
    } catch (error) {
      return { ok: false as const, error: refusal(error) };
    }
  });
  return { results: await Promise.all(results) };
}
