/** The socket's protocol as an AsyncAPI 3 document, made from the route tables and the schemas of its frames. */
import type * as z from 'zod';
import { errorReply, pushes, replies, requests } from '../../shared/protocol/index.ts';
import { MOCK_ROUTES, ROUTES } from '../../shared/routes.ts';
import { createSchemas, type JsonObject } from './schemas.ts';

const CHANNEL = '#/channels/socket';
const isAction = (name: string): name is keyof typeof requests => Object.hasOwn(requests, name);

/** @param socketUrl where clients connect */
export function asyncApi(socketUrl: string): JsonObject {
  const { schemaOf, shared } = createSchemas();
  const { protocol, host, pathname } = new URL(socketUrl);
  const messages = new Map<string, JsonObject>();
  const operations = new Map<string, JsonObject>();

  function message(name: string, schema: z.core.$ZodType): { $ref: string } {
    messages.set(name, { name, contentType: 'application/json', payload: schemaOf(schema) });
    return { $ref: `${CHANNEL}/messages/${name}` };
  }

  const channel = { $ref: CHANNEL };
  const error = message('error', errorReply);
  const routes = [...ROUTES, ...MOCK_ROUTES.map(route => ({ ...route, replies: true }))];
  for (const { routeKey, replies: isAnswered } of routes) {
    if (!isAction(routeKey)) continue;
    operations.set(routeKey, {
      action: 'receive',
      channel,
      messages: [message(routeKey, requests[routeKey])],
      ...(isAnswered && {
        reply: { channel, messages: [message(`${routeKey}.reply`, replies[routeKey]), error] },
      }),
    });
  }
  for (const [type, schema] of Object.entries(pushes))
    operations.set(`push.${type}`, {
      action: 'send',
      channel,
      messages: [message(`push.${type}`, schema)],
    });

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Messaging: the socket',
      version: '1',
      description: 'Frames of the subprotocol messaging.v1. docs/protocol.md says what they mean.',
    },
    servers: { backend: { host, pathname, protocol: protocol.replace(':', '') } },
    channels: { socket: { address: '/', messages: Object.fromEntries(messages) } },
    operations: Object.fromEntries(operations),
    components: { schemas: shared() },
  };
}
