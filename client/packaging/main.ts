/** `npm run build:client`: the SDK in `dist/client`, for browsers without a bundler, and its types. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { type BundleName, bundleClient, ENTRIES } from './bundle-client.ts';
import { clientTypes } from './client-types.ts';

const folder = 'dist/client';
new Command('npm run build:client')
  .description(
    `Builds the SDK into ${folder}: three files for browsers and Node, their source maps, and their types.`,
  )
  .parse();
const names = Object.keys(ENTRIES) as BundleName[];

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

for (const name of names) {
  const { code, map } = await bundleClient(name);
  await writeFile(join(folder, name), code);
  await writeFile(join(folder, `${name}.map`), map);
  const types = ENTRIES[name].replace('.ts', '.js');
  await writeFile(join(folder, name.replace('.js', '.d.ts')), `export * from './types/${types}';\n`);
  console.log(`${folder}/${name}: ${gzipSync(code, { level: 9 }).length} bytes gzipped`);
}
for (const [name, text] of clientTypes()) {
  const file = join(folder, 'types', name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const { version, license, dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
const exported = names.map(name => [name === 'client.js' ? '.' : `./${basename(name, '.js')}`, `./${name}`]);
const manifest = {
  name: 'messaging-client',
  version,
  license,
  type: 'module',
  sideEffects: false,
  exports: Object.fromEntries(exported),
  // For the types alone: the code imports nothing.
  dependencies: { zod: dependencies.zod },
};
await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
