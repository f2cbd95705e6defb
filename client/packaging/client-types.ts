/** The SDK's types as TypeScript writes them: declaration files, with those of the protocol, which speak of zod's. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ENTRIES } from './bundle-client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The texts, by the names of their files; they lie as their sources do. */
export function clientTypes(): Map<string, string> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    Object.values(ENTRIES).map(file => join(root, file)),
    {
      ...options,
      noEmit: false,
      incremental: false,
      tsBuildInfoFile: undefined,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: root,
      outDir: '/',
    },
  );
  const files = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => {
    files.set(path.slice(1), text.replaceAll(/(['"]\.\.?\/[\w/.-]+)\.ts(?=['"])/g, '$1.js'));
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
  return files;
}
