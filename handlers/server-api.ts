import { ProtocolError } from '../shared/protocol/index.ts';
import { type OperationName, operations } from '../shared/protocol/operations.ts';
import { apiKeys, rates } from './deps.ts';
import { header } from './headers.ts';
import { http, PROBLEM, requireApiKey, requireRoom } from './http.ts';
import { idempotencyKeyIn, inputOf } from './operation-input.ts';
import { OPERATIONS } from './operations.ts';

/** By their routes, as API Gateway names them. */
const NAMES = new Map(
  Object.entries(operations).map(([name, { method, path }]) => [`${method} ${path}`, name as OperationName]),
);

export const handler = http(async (container, request) => {
  const name = NAMES.get(request.routeKey);
  if (name === undefined) throw new ProtocolError('NOT_FOUND', 'There is no such operation.');
  const operation = operations[name];
  const key = await requireApiKey(apiKeys(container), request, operation.scope);
  const { take, takeShared } = rates(container);
  // No user has such an id. What one container is asked too often costs no write.
  const holder = `key:${key.name}`;
  take(holder, 'serverApi');
  await takeShared(holder, 'serverApi', Number.POSITIVE_INFINITY);
  const input = inputOf(operation, request);
  // Each message of a batch is checked by itself.
  if (name !== 'publishBatch') requireRoom(key, typeof input.room === 'string' ? input.room : undefined);
  const idempotencyKey = idempotencyKeyIn(header(request.headers, 'idempotency-key'));
  return OPERATIONS[name]({ container, key, request, idempotencyKey }, input);
}, PROBLEM);
