/** Before all tests: `cdk synth`, of the stage that is deployed first, into a folder of its own. */
import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

const FOLDER = '.cache/deployable';
/** With what is off by default: its grants are there all the same, and are to be used. */
const CONTEXT = [
  'stage=dev',
  'roomDirectory=true',
  'userDirectory=true',
  'dataRequests=true',
  'allConnections=100000',
];

declare module 'vitest' {
  export interface ProvidedContext {
    cloudAssembly: string;
  }
}

export default function setup({ provide }: TestProject): void {
  const { status, stderr, stdout } = spawnSync(
    'node_modules/.bin/cdk',
    ['synth', '--quiet', ...CONTEXT.flatMap(one => ['--context', one]), '--output', FOLDER],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`cdk synth failed:\n${stdout}${stderr}`);
  provide('cloudAssembly', FOLDER);
}
