/** The SDK as one file each that a browser loads without a bundler. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is built, by the name it is given. */
export const ENTRIES = {
  'client.js': 'client/messaging-client.ts',
  'local-storage-outbox.js': 'client/local-storage-outbox.ts',
  'file-outbox.js': 'client/file-outbox.ts',
} as const;
export type BundleName = keyof typeof ENTRIES;

/** Options for esbuild: schemas are made of `small-zod.ts`, and must not use what it lacks. */
export const SMALL_ZOD = {
  alias: { 'zod/mini': fileURLToPath(new URL('small-zod.ts', import.meta.url)) },
  logOverride: { 'import-is-undefined': 'error' },
} as const;

const PURE = /\/\* @__PURE__ \*\/ ?/g;

/** An ES module, small: the page that loads it waits for it. */
export async function bundleClient(name: BundleName): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [ENTRIES[name]],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: name === 'file-outbox.js' ? 'node' : 'browser',
    ...SMALL_ZOD,
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of ${ENTRIES[name]}`);
  const { code, errors } = await minify(name, file.text, { module: true, compress: { target: 'es2022' } });
  if (errors.length > 0) throw new Error(`${name}: ${errors.map(({ message }) => message).join('; ')}`);
  // Read by bundlers alone, to which this file is no longer fed.
  return code.replace(PURE, '');
}
