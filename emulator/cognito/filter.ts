/** The filter of ListUsers: `attribute = "value"`, or `^=` for a beginning. */
import { invalidParameter } from './errors.ts';
import type { User } from './user.ts';

const FILTER = /^\s*(\S+?)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

const FILTERABLE = new Map<string, (user: User) => string | undefined>([
  ['username', user => user.username],
  ['sub', user => user.sub],
  ['email', user => user.attributes.email],
]);

export function readFilter(filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true;
  const [, attribute = '', operator, quoted = ''] = FILTER.exec(filter) ?? [];
  if (operator === undefined) throw invalidParameter('Error while parsing filter.');
  const attributeOf = FILTERABLE.get(attribute);
  if (!attributeOf) throw invalidParameter(`Filtering by ${attribute} is not supported.`);
  const wanted = quoted.replace(/\\(.)/g, '$1');
  return operator === '='
    ? user => attributeOf(user) === wanted
    : user => attributeOf(user)?.startsWith(wanted) ?? false;
}
