import type ts from 'typescript';
import { plainType } from './plain-types.ts';

/** Written by their name wherever they occur in what follows. */
const NAMED = new Set(['User', 'Message', 'ErrorCode', 'Issue', 'ErrorReply']);

/** `shared/protocol` as the SDK's types need it, without zod: the text of a declaration file. */
export function protocolTypes(program: ts.Program, shapesFile: string): string {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(shapesFile);
  const module = file && checker.getSymbolAtLocation(file);
  const shapes = module && checker.getExportsOfModule(module)[0];
  if (!shapes) throw new Error(`${shapesFile} exports no shapes`);

  const texts = new Map<string, string>();
  for (const property of checker.getDeclaredTypeOfSymbol(shapes).getProperties()) {
    let text = plainType(checker, checker.getTypeOfSymbol(property));
    for (const [name, whole] of texts) if (NAMED.has(name)) text = text.replaceAll(whole, name);
    texts.set(property.name, text);
  }
  return `${[...texts].map(([name, text]) => `export type ${name} = ${text};`).join('\n')}
export type Action = keyof Requests;
export type RequestOf<A extends Action> = Requests[A];
export type ResultOf<A extends Action> = Results[A];
export type PushType = keyof Pushes;
export type PushOf<T extends PushType> = Pushes[T];
export type Push = PushOf<PushType>;
`;
}
