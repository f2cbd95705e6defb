import { createLines } from '../shared/core/log/lines.ts';
import { publish } from '../shared/core/messages/publish.ts';
import {
  type Published,
  type PublishedBatch,
  publishBatchRequest,
  publishRequest,
} from '../shared/protocol/index.ts';
import { speaking } from './bundles.ts';
import { apiKeys } from './deps.ts';
import { type HttpRequest, http, requireApiKey } from './http.ts';

export const handler = http(async (container, request) => {
  await requireApiKey(apiKeys(container), request);
  const deps = speaking(container);
  const one = async (raw: unknown) => publish(deps, publishRequest.parse(raw), request.invocation);
  const body = request.json();
  return has('batch', body) ? each(publishBatchRequest.parse(body).batch, one, request) : one(body);
});

const has = <K extends string>(name: K, value: unknown): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && name in value;

/** Rooms side by side; within a room one by one, so that its messages keep the order of the batch. */
async function each(
  batch: readonly unknown[],
  one: (raw: unknown) => Promise<Published>,
  { refusal }: HttpRequest,
): Promise<PublishedBatch> {
  const inLine = createLines();
  const results = batch.map(raw =>
    inLine(has('room', raw) ? String(raw.room) : '', () =>
      one(raw).then(
        published => ({ ok: true as const, ...published }),
        (error: unknown) => ({ ok: false as const, error: refusal(error) }),
      ),
    ),
  );
  return { results: await Promise.all(results) };
}
