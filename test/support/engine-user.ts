/** Users whose frames are handled by the real functions, each in a container of its own, on one store in this process. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { contextOf } from '../../emulator/lambda/function.ts';
import type { Container } from '../../handlers/deps.ts';
import { containerIn } from '../../local/container.ts';
import { functionsIn } from '../../local/functions.ts';
import { ROUTES } from '../../shared/routes.ts';
import { type Call, type createEngine, documentsOn } from './dynamodb/engine.ts';

const replied = z.object({ body: z.string().optional() });
/** A user's connection to functions in a container of its own; `before` runs before each call to the store. */
export function engineUser(
  name: string,
  engine: ReturnType<typeof createEngine>,
  before: (call: Call) => Promise<void> = async () => {},
  rest: Partial<Container> = {},
) {
  const functions = functionsIn(
    containerIn(
      {
        dynamodbEndpoint: 'unused',
        managementEndpoint: 'unused',
        awsEndpoint: 'unused',
        secretId: 'unused',
        tokenIssuer: 'unused',
        clientId: 'unused',
      },
      {
        documents: documentsOn(async call => {
          await before(call);
          return engine(call);
        }),
        poster: { post: async () => 'posted', disconnect: async () => true, isConnected: async () => true },
        ...rest,
      },
    ),
  );
  const requestContext = {
    connectionId: randomUUID(),
    requestId: 'request',
    connectedAt: Date.now(),
    requestTimeEpoch: Date.now(),
    authorizer: { userId: name, name, groups: '[]', exp: Math.floor(Date.now() / 1_000) + 600 },
  };
  return async (handler: string, frame?: object) => {
    const spec = ROUTES.find(route => route.handler === handler);
    const run = functions[handler];
    if (!spec || !run) throw new Error(`there is no handler ${handler}`);
    const event = { requestContext, ...(frame && { body: JSON.stringify(frame) }) };
    const { body } = replied.parse(await run(event, contextOf(spec, 'request')));
    return body === undefined ? undefined : JSON.parse(body);
  };
}
