/** The real handlers, loaded by the names that the route table gives them. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaHandler } from '../emulator/lambda/function.ts';
import type { Container } from '../handlers/deps.ts';
import { HANDLERS } from '../shared/routes.ts';

interface Handler {
  in(container: Container): LambdaHandler;
}

const isHandler = (value: unknown): value is Handler =>
  typeof value === 'function' && 'in' in value && typeof value.in === 'function';

async function load(name: string): Promise<Handler> {
  const module: unknown = await import(`../handlers/${name}.ts`);
  const exported = typeof module === 'object' && module !== null && 'handler' in module && module.handler;
  if (!isHandler(exported)) throw new Error(`handlers/${name}.ts exports no handler`);
  return exported;
}

const loaded = await Promise.all(HANDLERS.map(async name => [name, await load(name)] as const));

/** The handler of a module that is not ours, as Lambda would load it. @throws Error if it has none */
export async function ownHandler(file: string): Promise<LambdaHandler> {
  const module: unknown = await import(pathToFileURL(resolve(file)).href);
  if (!hasHandler(module)) throw new Error(`${file} exports no function \`handler\``);
  return module.handler;
}

const hasHandler = (module: unknown): module is { handler: LambdaHandler } =>
  typeof module === 'object' &&
  module !== null &&
  'handler' in module &&
  typeof module.handler === 'function';

/** Each handler in the given container, to be run with an event and a context. */
export const functionsIn = (container: Container): Record<string, LambdaHandler> =>
  Object.fromEntries(loaded.map(([name, handler]) => [name, handler.in(container)]));
