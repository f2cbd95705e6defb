/** The functions' code as it is uploaded: one minified file each, with the SDK and only what the handler needs in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

const OPTIONS: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  // Takes the SDK's ES modules. esbuild leaves out what a handler does not use of them; of CommonJS it can't.
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': './infra/lambda-credentials.ts' },
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};

const entryOf = (handler: string) => join('handlers', `${handler}.ts`);

/**
 * Writes `<folder>/<handler>/index.js`, all in one run of esbuild. One run for each function would take ten times as long.
 * @param changes options that `npm run bench -- cold` compares with those that we deploy with
 */
export function bundle(handlers: readonly string[], folder: string, changes: BuildOptions = {}): void {
  const missing = handlers.filter(handler => !existsSync(join(root, entryOf(handler))));
  if (missing.length > 0)
    throw new Error(`shared/routes.ts names handlers without a file: ${missing.map(entryOf).join(', ')}`);
  buildSync({
    ...OPTIONS,
    outdir: folder,
    entryPoints: handlers.map(handler => ({ in: entryOf(handler), out: join(handler, 'index') })),
    ...changes,
  });
}
