/** Writes a type out in full, so that who reads it needs nothing that it was computed with. */
import ts from 'typescript';

const { SymbolFlags, TypeFlags } = ts;

const WRITTEN_AS_IS =
  TypeFlags.StringLike |
  TypeFlags.NumberLike |
  TypeFlags.BooleanLike |
  TypeFlags.Null |
  TypeFlags.Undefined |
  TypeFlags.Unknown;

export function plainType(checker: ts.TypeChecker, type: ts.Type): string {
  const write = (part: ts.Type) => plainType(checker, part);
  // `boolean` is a union too, and reads better by its name.
  if (type.flags & WRITTEN_AS_IS && (!type.isUnion() || type.flags & TypeFlags.Boolean))
    return checker.typeToString(type);
  if (type.isUnion()) return [...new Set(type.types.map(write))].join(' | ');
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return item ? `Array<${write(item)}>` : 'unknown[]';
  }
  const isObject = type.flags & (TypeFlags.Object | TypeFlags.Intersection);
  if (!isObject) throw new Error(`there is no plain form of ${checker.typeToString(type)}`);
  const fields = type.getProperties().map(property => {
    const mark = property.flags & SymbolFlags.Optional ? '?' : '';
    return `${property.name}${mark}: ${write(checker.getTypeOfSymbol(property))};`;
  });
  return `{${fields.join(' ')}}`;
}
