/** Pages of lists. A cursor is the room or user that a page ended with, in a form that invites nobody to make one up. */
import { LIMITS, ProtocolError, room as roomId } from '../../protocol/index.ts';

const cursorAt = (id: string): string => Buffer.from(id).toString('base64url');

interface Listed {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** What reads an id. */
interface Ids {
  safeParse(text: string): { readonly data?: string | undefined };
}
/** For a list whose places begin with what is looked for, which is checked with them. */
export const ANY_TEXT: Ids = { safeParse: data => ({ data }) };
const PLACE: Ids = {
  safeParse: data => (/^[!-~]+$/.test(data) ? { data } : {}),
};

/** A place in a list of something else than ids: of one's own list alone, since it is looked for within it. */
export const placeOf = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : idAt(cursor, PLACE, '');

function idAt(cursor: string, schema: Ids, prefix: string): string {
  const { data: id } = schema.safeParse(Buffer.from(cursor, 'base64url').toString());
  // A place outside the list is none that the store could go on from.
  if (id === undefined || cursorAt(id) !== cursor || !id.startsWith(prefix))
    throw new ProtocolError('BAD_REQUEST', 'This cursor is none that a page ended with.', {
      issues: [{ path: 'after', message: 'is not the `next` of a page' }],
    });
  return id;
}

/**
 * What a request for a page asks of the store.
 * @param of what the list is of
 * @param prefix with which every id of the list begins
 */
export const listingOf = ({ after, limit = LIMITS.listPage }: Listed, of: Ids = roomId, prefix = '') => ({
  after: after === undefined ? undefined : idAt(after, of, prefix),
  limit,
});

/** What a reply says of the next page. */
export const nextOf = (id: string | undefined): { next?: string } =>
  id === undefined ? {} : { next: cursorAt(id) };
