import { connect } from '../shared/core/presence/connect.ts';
import { isFull } from '../shared/core/presence/full.ts';
import { SUBPROTOCOL } from '../shared/names.ts';
import { agentOf } from './agent.ts';
import { connecting } from './bundles.ts';
import { connectionOf, parseSocketEvent } from './events.ts';
import { listed } from './headers.ts';
import { lambda } from './lambda.ts';
import type { RouteResult } from './route.ts';

export const handler = lambda<RouteResult>(async (container, raw) => {
  const event = parseSocketEvent(raw);
  const offered = listed(event, 'sec-websocket-protocol');
  const agent = agentOf(event.requestContext.identity?.userAgent);
  const connection = { ...connectionOf(event), agent };
  const deps = connecting(container);
  if (await isFull(deps, connection)) return { statusCode: 429 };
  if (!(await connect(deps, connection))) return { statusCode: 403 };
  // The token, too, came as a subprotocol: only the protocol's own name is ever echoed.
  const headers = offered.includes(SUBPROTOCOL) ? { 'Sec-WebSocket-Protocol': SUBPROTOCOL } : undefined;
  return { statusCode: 200, ...(headers && { headers }) };
});
