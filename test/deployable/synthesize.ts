/** Before all tests: `cdk synth`, of the stage that is deployed first, into a folder of its own. */
import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

const FOLDER = '.cache/deployable';

declare module 'vitest' {
  export interface ProvidedContext {
    cloudAssembly: string;
  }
}

export default function setup({ provide }: TestProject): void {
  const { status, stderr, stdout } = spawnSync(
    'node_modules/.bin/cdk',
    ['synth', '--quiet', '--context', 'stage=dev', '--output', FOLDER],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`cdk synth failed:\n${stdout}${stderr}`);
  provide('cloudAssembly', FOLDER);
}
