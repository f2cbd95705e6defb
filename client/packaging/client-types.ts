/** The SDK's types as declaration files that need no package beside them. */
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ENTRIES } from './bundle-client.ts';
import { protocolTypes } from './protocol-types.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SHAPES = join(root, 'client/packaging/protocol-shapes.ts');

function program(): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return ts.createProgram([...Object.values(ENTRIES).map(file => join(root, file)), SHAPES], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
  });
}

/** The texts, by the names of their files. */
export function clientTypes(): Map<string, string> {
  const files = new Map<string, string>();
  const read = program();
  const { diagnostics } = read.emit(undefined, (path, text, _mark, _error, sources) => {
    const isClient = sources?.some(({ fileName }) => fileName.startsWith(join(root, 'client/')));
    if (isClient) files.set(basename(path), withFlatImports(text));
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
  files.set('protocol.d.ts', protocolTypes(read, SHAPES));
  return files;
}

const withFlatImports = (text: string): string =>
  text
    .replaceAll("'../shared/protocol/index.ts'", "'./protocol.js'")
    .replace(/(from '\.\/[a-z-]+)\.ts'/g, "$1.js'");
