/** What each client showed is the room's log from where it began, in order and each entry once; and all of it once it had time. */
import { isChange, isMessage, type ReadEntry } from '../../../shared/protocol/index.ts';
import { isSame, type RoomLog } from '../evidence/entries.ts';
import type { Check, Evidence, Finding } from '../evidence/evidence.ts';

interface Shown {
  readonly client: string;
  readonly room: string;
  readonly began: number;
  readonly epoch: string;
  readonly after: number;
  readonly applied: { readonly entry: ReadEntry; readonly at: number }[];
}

export const clientLogs: Check = function* (evidence) {
  const { logs, quiet } = evidence;
  const following = new Set(quiet.following.map(({ client, room }) => `${client} ${room}`));
  const shows = readShows(evidence);
  const last = new Map(shows.map(show => [`${show.client} ${show.room}`, show]));
  for (const show of shows) {
    const { client, room, epoch } = show;
    const log = logs.get(room);
    if (!log || log.epoch !== epoch) continue;
    const wrong = outOfOrder(show, log);
    if (wrong) yield wrong;
    else if (last.get(`${client} ${room}`) === show && following.has(`${client} ${room}`))
      yield* incomplete(show, log);
  }
  for (const { client, room } of quiet.following)
    if (!last.has(`${client} ${room}`))
      yield { what: `${client} never showed ${room}`, events: [], atRest: true };
};

function readShows({ events }: Evidence): Shown[] {
  const shows: Shown[] = [];
  const current = new Map<string, Shown>();
  events.forEach((event, at) => {
    if (event.kind === 'began') {
      const { client, room, epoch, after } = event;
      const show = { client, room, began: at, epoch, after, applied: [] };
      shows.push(show);
      current.set(`${client} ${room}`, show);
    }
    if (event.kind === 'applied')
      current.get(`${event.client} ${event.room}`)?.applied.push({ entry: event.entry, at });
  });
  return shows;
}

/** What is not in the log at all is the finding of another check. */
function outOfOrder({ client, room, began, after, applied }: Shown, log: RoomLog): Finding | undefined {
  const due = log.entries.filter(({ seq }) => seq > after);
  let before = began;
  let next = 0;
  for (const { entry, at } of applied) {
    // Retention has taken it since.
    if (entry.seq < log.from || !log.bySeq.has(entry.seq)) continue;
    const expected = due[next];
    if (!expected || expected.seq !== entry.seq || !isSame(expected, entry))
      return {
        what: `${client} showed seq ${entry.seq} of ${room} where ${expected?.seq ?? 'nothing'} was due`,
        events: [before, at],
        entries: expected ? [{ room, seq: expected.seq }] : [],
      };
    before = at;
    next += 1;
  }
  return undefined;
}

function* incomplete({ client, room, after, applied, began }: Shown, log: RoomLog): Generator<Finding> {
  const shown = new Set(applied.map(({ entry }) => entry.seq));
  const missing = log.entries.find(({ seq }) => seq > after && !shown.has(seq));
  const last = applied.at(-1)?.at ?? began;
  if (missing) {
    yield {
      what: `${client} never showed seq ${missing.seq} of ${room}, of ${log.head}`,
      atRest: true,
      events: [last],
      entries: [{ room, seq: missing.seq }],
    };
    return;
  }
  const inLog = formsOf(log.entries);
  const forms = formsOf(applied.map(({ entry }) => entry));
  for (const [seq, form] of forms)
    if (form !== inLog.get(seq) && log.bySeq.has(seq) && seq > after)
      yield {
        what: `${client} shows ${form ?? 'nothing'} as seq ${seq} of ${room}, which reads ${inLog.get(seq) ?? 'nothing'}`,
        events: applied.flatMap(({ entry, at }) =>
          entry.seq === seq || (isChange(entry) && entry.target === seq) ? [at] : [],
        ),
        entries: [{ room, seq }],
        atRest: true,
      };
}

/** What is shown of each message, by its seq, once the entries were applied; undefined if it was deleted. */
function formsOf(entries: readonly ReadEntry[]): Map<number, string | undefined> {
  const forms = new Map<number, string | undefined>();
  const gone = new Set<number>();
  for (const entry of entries) {
    const target = isMessage(entry) ? entry.seq : isChange(entry) ? entry.target : undefined;
    if (target === undefined) continue;
    if ((isMessage(entry) && entry.deletedAt !== undefined) || (isChange(entry) && entry.type === 'deleted'))
      gone.add(target);
    const content =
      'text' in entry || 'data' in entry ? (entry.text ?? JSON.stringify(entry.data)) : undefined;
    forms.set(target, gone.has(target) ? undefined : content);
  }
  return forms;
}
