/** Who did what to whom: written right after each action of administrators and moderators, and never changed. */
import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import { MODERATION } from '../../protocol/index.ts';
import { requireAdmin } from '../log/access.ts';
import type { Clock, Invocation, Listing, ListPage, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { nextOf, placeOf } from '../rooms/cursor.ts';
import { byOf } from '../rooms/members.ts';

type Audited = ResultOf<'adminAudit'>['entries'][number];
type Filter = Pick<RequestOf<'adminAudit'>, 'by' | 'what' | 'userId' | 'room'>;

export interface AuditStore {
  add(entry: Audited): Promise<void>;
  /**
   * The newest first. `after`: the `next` of a page. Eventually consistent. With a filter a page looks through so many notes,
   * and may hold fewer than its limit, or none.
   */
  list(listing: Listing & Filter): Promise<ListPage<Audited>>;
}

/** What an action says of itself: whom and what it is about, and how. */
type Act = Omit<Audited, 'at' | 'by' | 'address'>;

export interface AuditDeps {
  readonly audit: AuditStore;
  readonly clock: Clock;
}

/**
 * The use case, noted once it has taken effect. If the note fails, so does the request: asked again, the action is done again,
 * which changes nothing, and noted. What users do to themselves is not.
 */
export const audited =
  <Deps, Request extends Act, Result>(
    useCase: (deps: Deps, sender: Sender, request: Request, invocation: Invocation) => Promise<Result>,
  ) =>
  async (
    deps: Deps & AuditDeps,
    sender: Sender,
    request: Request,
    invocation: Invocation,
  ): Promise<Result> => {
    const result = await useCase(deps, sender, request, invocation);
    if (request.userId !== sender.userId) await deps.audit.add(noteOf(sender, request, deps.clock.now()));
    return result;
  };

export const noteOf = (
  sender: Sender,
  { action, room, userId, blocked, connectionId, until, reason, role, seq, hours }: Act,
  at: number,
): Audited => ({
  at,
  by: byOf(sender),
  address: sender.address,
  action,
  room,
  userId,
  blocked,
  connectionId,
  until,
  reason,
  role,
  seq,
  hours,
});

export async function adminAudit(
  { audit, rates }: { readonly audit: AuditStore; readonly rates: Rates },
  sender: Sender,
  { after, limit = MODERATION.page, by, what, userId, room }: RequestOf<'adminAudit'>,
): Promise<ResultOf<'adminAudit'>> {
  requireAdmin(sender);
  rates.take(sender.userId, 'read');
  const { items, next } = await audit.list({ after: placeOf(after), limit, by, what, userId, room });
  return { entries: items, ...nextOf(next) };
}
