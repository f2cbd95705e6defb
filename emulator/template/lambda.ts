/** The template's functions on the local Lambda: each in sandboxes of its own, with its own environment and credentials. */
import { join } from 'node:path';
import type { LambdaHandler } from '../lambda/function.ts';
import type { Finished } from '../lambda/invoker.ts';
import { type LambdaOptions, type LocalLambda, localLambda } from '../lambda/lambda.ts';
import type { GatewayRules } from '../rules.ts';
import type { Code } from '../sandbox/sandbox.ts';
import { sandboxesOf } from '../sandbox/sandboxes.ts';
import type { Credentials } from './credentials.ts';
import type { Deployment } from './deployment.ts';
import { environmentOf } from './environment.ts';
import type { TemplateFunction } from './functions.ts';
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
  async function codeOf(fn: TemplateFunction): Promise<Code> {
    const taskRoot = await taskRoots.of(fn);
    const surroundings = { credentials: credentials.of(fn), taskRoot, httpUrl: httpUrl() };
    return {
      file: join(taskRoot, `${fn.module}.js`),
      exported: fn.exported,
      environment: environmentOf(fn, surroundings),
    };
  }

  const sandboxes = functions.map(fn => {
    const { handler: name, memoryMb } = fn;
    const onLog = (line: string) => journal.logged(name, line);
    return { fn, own: sandboxesOf({ memoryMb, code: () => codeOf(fn), onLog }) };
  });
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
