/** The functions' code as it is uploaded: one minified file each, with the SDK and only what the handler needs in it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

export interface BundleOptions {
  /** With OpenTelemetry around each handler. */
  readonly traced?: boolean;
  /** What `npm run bench -- cold` compares with what we deploy. */
  readonly changes?: BuildOptions;
}

/** Writes `<folder>/<handler>/index.js`, all in one run of esbuild. One run for each function would take ten times as long. */
export function bundle(
  handlers: readonly string[],
  folder: string,
  { traced = false, changes }: BundleOptions = {},
): void {
  const missing = handlers.filter(handler => !existsSync(join(root, entryOf(handler))));
  if (missing.length > 0)
    throw new Error(`shared/routes.ts names handlers without a file: ${missing.map(entryOf).join(', ')}`);
  buildSync({
    ...OPTIONS,
    outdir: folder,
    entryPoints: handlers.map(handler => ({
      in: traced ? tracedEntry(handler, folder) : entryOf(handler),
      out: join(handler, 'index'),
    })),
    ...changes,
  });
}

/** Writes a file that puts tracing around the handler, and returns where it is. */
function tracedEntry(handler: string, folder: string): string {
  const into = resolve(root, folder, 'traced');
  mkdirSync(into, { recursive: true });
  const file = join(into, `${handler}.ts`);
  const from = (path: string) => JSON.stringify(join(root, path));
  writeFileSync(
    file,
    `import { traced } from ${from('handlers/traced.ts')};
import { handler as untraced } from ${from(entryOf(handler))};
export const handler = traced(untraced);
`,
  );
  return file;
}
