/** A user who is denied opens no connection, and those that they had are closed by the next sweep. */
import { isOk } from '../evidence/calls.ts';
import type { Check, Evidence, Finding } from '../evidence/evidence.ts';

/** From the acknowledgement of the denial on. */
interface Denied {
  readonly user: string;
  readonly since: number;
  /** Milliseconds on the history's clock, and the index of the event that ended it. */
  readonly until: number;
  readonly liftedAt: number;
}

export const denial: Check = function* (evidence) {
  for (const denied of readDenials(evidence)) {
    yield* opened(evidence, denied);
    yield* served(evidence, denied);
  }
};

const readDenials = ({ events }: Evidence): Denied[] =>
  events.flatMap((event, since) => {
    if (event.kind !== 'denied') return [];
    const { user, until = Number.POSITIVE_INFINITY } = event;
    const lifted = events.findIndex(
      (later, at) => at > since && later.kind === 'allowed' && later.user === user,
    );
    return [{ user, since, until, liftedAt: lifted === -1 ? Number.POSITIVE_INFINITY : lifted }];
  });

function* opened(
  { connections, timeOf }: Evidence,
  { user, since, until, liftedAt }: Denied,
): Generator<Finding> {
  for (const { user: of, client, connecting, opened } of connections)
    if (
      of === user &&
      opened !== undefined &&
      connecting > since &&
      opened < liftedAt &&
      timeOf(opened) < until
    )
      yield { what: `${client} of ${user} connected, who was denied`, events: [since, connecting, opened] };
}

function* served(evidence: Evidence, { user, since, until, liftedAt }: Denied): Generator<Finding> {
  const { pushes, calls, promises, timeOf } = evidence;
  const closedBy = timeOf(since) + promises.sweepMs;
  const isOver = (at: number, from: number) => at < liftedAt && timeOf(at) < until && timeOf(at) > from;
  const isTheirs = ({ user: of, connecting }: { readonly user: string; readonly connecting: number }) =>
    of === user && connecting < since;
  for (const { connection, frame, at } of pushes)
    if (isTheirs(connection) && isOver(at, closedBy + promises.inFlightMs)) {
      yield {
        what: `${connection.client} of ${user}, who was denied, was pushed a ${frame.type}`,
        events: [since, at],
      };
      return;
    }
  for (const call of calls)
    if (isTheirs(call.connection) && isOk(call) && isOver(call.asked, closedBy)) {
      const events = [since, call.asked, call.replied ?? call.asked];
      yield {
        what: `${call.action} of ${call.connection.client} of ${user}, who was denied, was served`,
        events,
      };
      return;
    }
}
