/** The SDK as one file each that a browser loads without a bundler. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

export interface Bundle {
  readonly code: string;
  /** Its source map, to lie beside it as `<name>.map`. */
  readonly map: string;
}

/** An ES module, small: the page that loads it waits for it. */
export async function bundleClient(name: BundleName): Promise<Bundle> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [ENTRIES[name]],
    outfile: name,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: name === 'file-outbox.js' ? 'node' : 'browser',
    minify: true,
    sourcemap: 'linked',
    // Node prints the line that threw before it says what was thrown.
    lineLimit: 600,
    ...SMALL_ZOD,
  });
  const textOf = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
  return { code: textOf('.js'), map: textOf('.map') };
}
