/** A template in a form that can be read: references as `${Name.Attribute}`, and one line for whatever fits on it. */

const LINE_WIDTH = 160;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** CloudFormation's references and joins as `Fn::Sub` would write them. */
function withShortReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withShortReferences);
  if (!isObject(value)) return value;
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (name !== undefined) return `\${${name}}`;
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`;
  if (Array.isArray(join) && join[0] === '' && Array.isArray(join[1]))
    return expanded(join[1].map(part => text(withShortReferences(part))).join(''));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withShortReferences(one)]));
}

const text = (part: unknown) => (typeof part === 'string' ? part : JSON.stringify(part));

/** The dashboard is one JSON text of 34,000 characters. Parsed, a change of it shows as a changed line. */
const expanded = (joined: string): unknown => (joined.startsWith('{"widgets"') ? JSON.parse(joined) : joined);

function written(value: unknown, indent: string, label = ''): string {
  const line = `${indent}${label}${JSON.stringify(value)}`;
  if (typeof value !== 'object' || value === null || line.length <= LINE_WIDTH) return line;
  const lines = Array.isArray(value)
    ? value.map(one => written(one, `${indent} `))
    : Object.entries(value).map(([key, one]) => written(one, `${indent} `, `${JSON.stringify(key)}: `));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${indent}${label}${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

export const compact = (template: object): string => `${written(withShortReferences(template), '')}\n`;
