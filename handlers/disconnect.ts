import { disconnect } from '../shared/core/presence/disconnect.ts';
import { leaving } from './bundles.ts';
import { metrics } from './deps.ts';
import { connectionOf, parseSocketEvent } from './events.ts';
import { lambda } from './lambda.ts';
import type { RouteResult } from './route.ts';

export const handler = lambda<RouteResult>(async (container, event) => {
  metrics(container).disconnected();
  await disconnect(leaving(container), connectionOf(parseSocketEvent(event)));
  return { statusCode: 200 };
});
