/** EventBridge's patterns, as far as rules here use them: lists of values, `exists`, and `$or`. */

type Json = unknown;

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the value of a field is one of those listed; undefined where the event has no such field. */
function isListed(wanted: Json, value: Json): boolean {
  if (!isObject(wanted)) return value === wanted;
  const { exists, ...others } = wanted;
  if (typeof exists !== 'boolean' || Object.keys(others).length > 0)
    throw new Error(`the event pattern ${JSON.stringify(wanted)} is not known here`);
  return (value !== undefined) === exists;
}

export function matches(pattern: Json, event: Json): boolean {
  if (Array.isArray(pattern)) return pattern.some(wanted => isListed(wanted, event));
  if (!isObject(pattern)) throw new Error(`the event pattern ${JSON.stringify(pattern)} is not known here`);
  const fields = isObject(event) ? event : {};
  return Object.entries(pattern).every(([name, inner]) =>
    name === '$or' && Array.isArray(inner)
      ? inner.some(one => matches(one, event))
      : matches(inner, fields[name]),
  );
}
