/** Who did what to whom: written right after each action of administrators and moderators, and never changed. */
import type { RequestOf, ResultOf, User } from '../../protocol/index.ts';
import { MODERATION } from '../../protocol/index.ts';
import { requireAdmin } from '../log/access.ts';
import type { Clock, Invocation, Listing, ListPage, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { nextOf, placeOf } from '../rooms/cursor.ts';
import { byOf } from '../rooms/members.ts';

type Audited = ResultOf<'adminAudit'>['entries'][number];

export interface AuditStore {
  add(entry: Audited): Promise<void>;
  /** The newest first. `after`: the `next` of a page. Eventually consistent. */
  list(listing: Listing): Promise<ListPage<Audited>>;
}

/** What an action says of itself: whom and what it is about, and how. */
type Act = Omit<Audited, 'at' | 'by'>;

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
    if (request.userId !== sender.userId)
      await deps.audit.add(noteOf(byOf(sender), request, deps.clock.now()));
    return result;
  };

const noteOf = (
  by: User,
  { action, room, userId, connectionId, until, reason, role, seq, hours }: Act,
  at: number,
): Audited => ({
  at,
  by,
  action,
  room,
  userId,
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
  { after, limit = MODERATION.page }: RequestOf<'adminAudit'>,
): Promise<ResultOf<'adminAudit'>> {
  requireAdmin(sender);
  rates.take(sender.userId, 'read');
  const { items, next } = await audit.list({ after: placeOf(after), limit });
  return { entries: items, ...nextOf(next) };
}
