/** The template's functions on the local Lambda: each in sandboxes of its own, with its own environment and credentials. */
import { join } from 'node:path';
import type { GatewayRules } from '../gateway/rules.ts';
import type { LambdaHandler } from '../lambda/function.ts';
import type { Finished } from '../lambda/invoker.ts';
import { type LambdaOptions, type LocalLambda, localLambda } from '../lambda/lambda.ts';
import { sandboxesOf } from '../sandbox/sandboxes.ts';
import type { Credentials } from './credentials.ts';
import type { Deployment } from './deployment.ts';
import { environmentOf } from './environment.ts';
import type { Recorder } from './journal.ts';
import type { TaskRoots } from './task-roots.ts';

export interface TemplateLambdaOptions {
  readonly deployment: Deployment;
  readonly credentials: Credentials;
  readonly taskRoots: TaskRoots;
  readonly keys: LambdaOptions['keys'];
  readonly rules: GatewayRules;
  readonly journal: Recorder;
  readonly httpUrl: () => string;
  readonly onFailure: NonNullable<LambdaOptions['onFailure']>;
  readonly onFinished: (finished: Finished) => void;
}

export function templateLambda(options: TemplateLambdaOptions): LocalLambda {
  const { deployment, credentials, taskRoots, keys, rules, journal, httpUrl, onFailure, onFinished } =
    options;
  const { functions, asyncConfigs } = deployment;
  const sandboxes = functions.map(fn => ({
    fn,
    own: sandboxesOf(
      {
        name: fn.handler,
        memoryMb: fn.memoryMb,
        file: join(taskRoots.of(fn), `${fn.module}.js`),
        exported: fn.exported,
        environment: () =>
          environmentOf(fn, {
            credentials: credentials.of(fn),
            taskRoot: taskRoots.of(fn),
            httpUrl: httpUrl(),
          }),
      },
      (name, line) => journal.logged(name, line),
    ),
  }));
  const handlers: Record<string, LambdaHandler> = Object.fromEntries(
    sandboxes.map(({ fn, own }) => [fn.handler, own.handler]),
  );
  const reserved = functions.flatMap(fn =>
    fn.reserved === undefined ? [] : [[fn.handler, fn.reserved] as const],
  );
  const lambda = localLambda({
    functions,
    handlers,
    rules,
    keys,
    reserved: Object.fromEntries(reserved),
    onFailure,
    onFinished,
    report: (name, error) => journal.failed(name, error),
    asyncRulesOf({ handler }) {
      const { retries, maxAgeSeconds } = asyncConfigs.find(({ fn }) => fn.handler === handler) ?? {};
      return {
        ...(retries !== undefined && { asyncRetries: retries }),
        ...(maxAgeSeconds !== undefined && { asyncMaxAgeMs: maxAgeSeconds * 1_000 }),
      };
    },
  });
  return {
    ...lambda,
    async close() {
      await lambda.close();
      await Promise.all(sandboxes.map(({ own }) => own.close()));
    },
  };
}
