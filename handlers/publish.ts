import { publish } from '../shared/core/messages/publish.ts';
import { type PublishRequest, publishBatchRequest, publishRequest } from '../shared/protocol/index.ts';
import { speaking } from './bundles.ts';
import { apiKeys } from './deps.ts';
import { http, requireApiKey, requireRoom } from './http.ts';
import { publishEach } from './publish-batch.ts';
import { parseRequest } from './request.ts';

export const handler = http(async (container, request) => {
  const key = await requireApiKey(apiKeys(container), request, 'publish');
  const deps = speaking(container);
  async function one(message: PublishRequest) {
    requireRoom(key, message.room);
    return publish(deps, message, request.invocation);
  }
  const body = request.json();
  return hasBatch(body)
    ? publishEach(parseRequest(publishBatchRequest, body).batch, one, request)
    : one(parseRequest(publishRequest, body));
});

const hasBatch = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, 'batch');
