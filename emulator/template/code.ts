/** The template's functions: each in sandboxes of its own, with its own environment and credentials. */
import { join } from 'node:path';
import type { Code } from '../deployment.ts';
import type { SandboxFaults } from '../faults/fate.ts';
import { sandboxesOf } from '../sandbox/sandboxes.ts';
import type { Credentials } from './credentials.ts';
import { environmentOf, type Variables } from './environment.ts';
import type { TemplateFunction } from './functions.ts';
import { openTaskRoots } from './task-roots.ts';

export interface CodeOptions {
  readonly functions: readonly TemplateFunction[];
  readonly credentials: Credentials;
  readonly httpUrl: string;
  readonly sandboxFaults: SandboxFaults;
  /** What a function needs only on this machine, in addition to what the template gives it. */
  readonly extraVariables: (own: Variables) => Variables;
  /** Called with each line that a function logs. */
  readonly onLog: (functionName: string, line: string) => void;
}

export async function loadCode(options: CodeOptions): Promise<Code> {
  const { functions, credentials, httpUrl, sandboxFaults, extraVariables, onLog } = options;
  const taskRoots = await openTaskRoots();

  async function codeOf(fn: TemplateFunction) {
    const taskRoot = await taskRoots.of(fn);
    return {
      file: join(taskRoot, `${fn.module}.js`),
      exported: fn.exported,
      environment: {
        ...environmentOf(fn, { credentials: credentials.of(fn), taskRoot, httpUrl }),
        ...extraVariables(fn.variables),
      },
    };
  }

  const sandboxes = functions.map(fn => ({
    name: fn.handler,
    own: sandboxesOf({
      memoryMb: fn.memoryMb,
      fateOf: () => sandboxFaults.fateOf(fn.handler),
      clockOffset: sandboxFaults.clockOffset,
      code: () => codeOf(fn),
      onLog: line => onLog(fn.handler, line),
    }),
  }));
  return {
    handlers: Object.fromEntries(sandboxes.map(({ name, own }) => [name, own.handler])),
    async close() {
      await Promise.all(sandboxes.map(({ own }) => own.close()));
      await taskRoots.close();
    },
  };
}
