/** The real handlers, by the names that the route table gives them. */
import * as z from 'zod';
import type { LambdaHandler } from '../emulator/lambda/function.ts';
import type { Container } from '../handlers/deps.ts';
import type { LambdaHandler as Handler } from '../handlers/lambda.ts';
import { HANDLERS } from '../shared/routes.ts';

const handlerModule = z.object({
  handler: z.custom<Handler<unknown>>(value => typeof value === 'function'),
});

const load = async (name: string) =>
  [name, handlerModule.parse(await import(`../handlers/${name}.ts`)).handler] as const;
const loaded = await Promise.all(HANDLERS.map(load));

/** Each handler in the given container, to be run with an event and a context. */
export const functionsIn = (container: Container): Record<string, LambdaHandler> =>
  Object.fromEntries(loaded.map(([name, handler]) => [name, handler.in(container)]));
