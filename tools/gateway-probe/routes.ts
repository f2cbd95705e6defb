/** The routes of a probe stage: the local gateway and the stack that deploys one are both made from them. */
import type { Route } from '../../emulator/gateway/routes.ts';

const FUNCTION = { memoryMb: 256, timeoutSeconds: 29 };

export const AUTHORIZER = { ...FUNCTION, handler: 'authorizer' };

export const IDENTITY_SOURCE = 'route.request.querystring.pass';

const route = (routeKey: string, handler = routeKey, replies = true) => ({
  ...FUNCTION,
  routeKey,
  handler,
  replies,
});

export const FUNCTION_ROUTES = [
  route('$connect', 'connect'),
  route('$disconnect', 'disconnect', false),
  route('$default', 'mirror'),
  route('mirror'),
  route('echo'),
  route('whisper', 'whisper', false),
  route('fail'),
  route('wait'),
];

export const MOCK_ROUTE = { routeKey: 'ping', answer: '{"type":"pong"}' };

export const PROBE_ROUTES: readonly Route[] = [...FUNCTION_ROUTES, MOCK_ROUTE];
