/** No program of ours begins with the AWS SDK's notice about Node 20, which readers of its output can't do anything about. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { PROGRAMS } from '../docs/commands.ts';

const SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Everything that a program loads from its own sources, and whether some of that calls AWS. */
async function loaded(program: string): Promise<{ text: string; callsAws: boolean }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.inputs).flatMap(input => input.imports.map(({ path }) => path));
  const callsAws = imports.some(path => path.startsWith('@aws-sdk/client-'));
  return { callsAws, text: outputFiles.map(({ text }) => text).join('') };
}

test('each program that calls AWS switches the notice off', async () => {
  const read = await Promise.all(PROGRAMS.map(async program => ({ program, ...(await loaded(program)) })));
  const calling = read.filter(({ callsAws }) => callsAws);
  expect(calling.length).toBeGreaterThan(8);
  expect(calling.filter(({ text }) => !text.includes(SWITCH)).map(({ program }) => program)).toEqual([]);
});
