/**
 * Compare-and-swap on a contiguous log: the one writer of entries. A seq is never skipped and never used again, and a
 * message is stored once, at the price of one write.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Change,
  type Deleted,
  type Edited,
  type Entry,
  isMessage,
  LIMITS,
  type Message,
  ProtocolError,
  type RoomChanged,
} from '../../protocol/index.ts';
import type { Clock, Invocation, Log, MessageStore } from '../ports.ts';
import { noSuchRoom, type OpenLog, withEpoch } from './access.ts';
import type { Lines } from './lines.ts';
import { authorOf, type Known, type Repeats } from './repeats.ts';

type Place = 'epoch' | 'seq' | 'ordinal';
export type Draft = Omit<Message, Place | 'sentAt'>;
/** Returns what is to be stored in the place of what the draft holds, or throws. */
export type Vet = () => Promise<Pick<Draft, 'text' | 'data'>>;
type ChangeDraft = Omit<Edited, Place | 'editedAt'> | Omit<Deleted, Place | 'deletedAt'>;

export interface AppendDeps {
  readonly messages: MessageStore;
  readonly repeats: Repeats;
  readonly lines: Lines;
  readonly clock: Clock;
}

/** Every entry that is written has its ordinal. */
export type Stored<E extends Entry> = E & { readonly ordinal: number };

export interface Appended {
  readonly message: Stored<Message>;
  /** True if an earlier send had stored it. */
  readonly duplicate: boolean;
}

/**
 * A loser of the race waits a random part of this, times one more than the entries that came in between, or times two to
 * the power of its losses, whichever is more.
 */
const LOSER_WAIT_MS = 8;
/** In a store that is slow just now longer: so many times what the lost write took. */
const LOSER_WAIT_WRITES = 1.6;
/** More would starve those who were unlucky early. */
const COUNTED_LOSSES = 4;
/** Past this, the room is busier than a log can be: the sender is told to try again. */
const LONGEST_RACE_MS = 10_000;
/** Clocks of two containers differ by less. A time that lies further ahead was stamped by a clock that is wrong. */
const SKEW_MS = 5_000;

/**
 * Refuses the draft, by throwing, for what the log holds already.
 * @param newest what is known: at least the tail
 * @param reach the entries back to a time at least, read from the log where they are not known
 */
export type Guard = (
  newest: readonly Known[],
  reach: (since: number) => Promise<readonly Known[]>,
) => Promise<void>;

interface Appending {
  readonly log: Log;
  readonly draft: Draft;
  readonly firstTry: boolean;
  readonly vet?: Vet | undefined;
  readonly guard?: Guard;
}

/**
 * Appends a message to a log that was just read.
 * @param vet asked of a message that is new, and once
 * @param firstTry the sender says, or it is certain, that this messageId was never sent before
 * @throws ProtocolError `UNAVAILABLE` if others won every race; nothing was stored then
 */
export async function append(
  deps: AppendDeps,
  { log, draft, firstTry, vet, guard }: Appending,
  invocation: Invocation,
): Promise<Appended> {
  const { messages, repeats, clock } = deps;
  const { room, messageId } = draft;
  const userId = authorOf(draft.from);
  return inLine(deps, { room, log, deadline: invocation.deadline }, async open => {
    const wanted = { room, userId, messageId, now: clock.now() };
    const repeated = await repeats.find(messages, { ...wanted, firstTry });
    if (repeated !== undefined) return { message: await stored(messages, room, repeated), duplicate: true };
    const isTwin = (entry: Entry): entry is Message =>
      isMessage(entry) && authorOf(entry.from) === userId && entry.messageId === messageId;
    const { text: _text, data: _data, ...rest } = draft;
    const vetted = vet ? { ...rest, ...(await vet()) } : draft;
    const made = ({ epoch, seq, ordinal, at }: Made): Stored<Message> => ({
      ...vetted,
      epoch,
      seq,
      ordinal: ordinal + 1,
      sentAt: at,
    });
    const won = await race(
      deps,
      open,
      { room, made, isTwin, repeated: () => repeats.lookUp(wanted), guard },
      invocation,
    );
    if ('repeated' in won) return { message: await stored(messages, room, won.repeated), duplicate: true };
    if ('twin' in won) return { message: withOrdinal(won.twin), duplicate: true };
    repeats.learn(room, won.entry.epoch, [won.entry], clock.now());
    return { message: won.entry, duplicate: false };
  });
}

/**
 * Appends a change of a message to a log that was just read, and gives it to the message before another writer of this
 * container has its turn. Returns the change as it reads then. @throws as `append` does
 */
export async function appendChange(
  deps: AppendDeps,
  { log, draft, guard }: { log: Log; draft: ChangeDraft; guard?: Guard },
  invocation: Invocation,
): Promise<{ readonly entry: Stored<Change>; readonly change: Change }> {
  const { room } = draft;
  return inLine(deps, { room, log, deadline: invocation.deadline }, async open => {
    const made = ({ epoch, seq, ordinal, at }: Made): Stored<Change> => {
      const place = { epoch, seq, ordinal };
      return draft.type === 'edited'
        ? { ...draft, ...place, editedAt: at }
        : { ...draft, ...place, deletedAt: at };
    };
    const won = await race(deps, open, { room, made, guard }, invocation);
    if (!('entry' in won)) throw new Error('a change is no repeat');
    const change = await deps.messages.change(won.entry);
    // Only now: if the message did not take it, the next writer of this container finds a change that it has not seen.
    deps.repeats.learn(room, won.entry.epoch, [won.entry], deps.clock.now());
    return { entry: won.entry, change };
  });
}

/** Appends what changed of the room itself. @throws as `append` does */
export async function appendRoomChanged(
  deps: AppendDeps,
  { log, draft }: { log: Log; draft: Omit<RoomChanged, Place | 'changedAt'> },
  invocation: Invocation,
): Promise<Stored<RoomChanged>> {
  const { room } = draft;
  return inLine(deps, { room, log, deadline: invocation.deadline }, async open => {
    const made = ({ at, ...place }: Made): Stored<RoomChanged> => ({ ...draft, ...place, changedAt: at });
    const won = await race(deps, open, { room, made }, invocation);
    if (!('entry' in won)) throw new Error('what changed of a room is no repeat');
    deps.repeats.learn(room, won.entry.epoch, [won.entry], deps.clock.now());
    return won.entry;
  });
}

/** Writers of one container would only race each other: they go one by one, each from where the last one ended. */
async function inLine<T>(
  { messages, repeats, lines, clock }: AppendDeps,
  { room, log, deadline }: { room: string; log: Log; deadline: number },
  work: (open: OpenLog) => Promise<T>,
): Promise<T> {
  const open = await withEpoch(messages, room, log);
  const changes = repeats.learn(room, open.epoch, open.tail, clock.now());
  await Promise.all(changes.map(change => settle(messages, change)));
  return lines(room, () => work(open), deadline - clock.monotonic());
}

/**
 * The function that made a change may have died before the message had it. Every writer looks at the changes it has not seen among
 * the newest entries, so no change leaves them unsettled.
 */
async function settle(messages: MessageStore, change: Change): Promise<void> {
  const target = await messages.find(change.room, change.target);
  if (!target) return;
  const { deletedAt } = target.message;
  const isSettled =
    change.type === 'deleted'
      ? // Nothing is left of its edits either.
        deletedAt !== undefined && target.edits === 0
      : // If the message was deleted, what the edit holds has to go too.
        deletedAt === undefined && target.changeSeq >= change.seq;
  if (!isSettled) await messages.change(change);
}

/**
 * The SDK repeats a write whose reply got lost, and the second try fails because the first took effect. An edit of the same user
 * and a deletion at one instant are two: neither is taken for the other. An edit reads as a deletion once its message was deleted
 * behind it.
 */
async function isItself(messages: MessageStore, found: Entry | undefined, tried: Entry): Promise<boolean> {
  if (isDeepStrictEqual(found, tried)) return true;
  if (!found || isMessage(found) || isMessage(tried)) return false;
  const isEmptied =
    tried.type === 'edited' &&
    found.type === 'deleted' &&
    found.target === tried.target &&
    found.by.userId === tried.by.userId;
  return isEmptied && ((await messages.find(tried.room, tried.target))?.changeSeq ?? 0) > found.seq;
}

interface Made {
  readonly epoch: string;
  readonly seq: number;
  /** Of the newest message before the entry. */
  readonly ordinal: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface Racer<E extends Entry> {
  readonly room: string;
  readonly made: (place: Made) => E;
  /** An entry that another try of the same request has stored. */
  readonly isTwin?: (entry: Entry) => entry is Message;
  /** The seq under which it is known to be stored by now. */
  readonly repeated?: () => number | undefined;
  readonly guard?: Guard | undefined;
}

async function race<E extends Entry>(
  { messages, repeats, clock }: AppendDeps,
  read: OpenLog,
  { room, made, isTwin, repeated, guard }: Racer<E>,
  invocation: Invocation,
): Promise<{ readonly entry: E } | { readonly twin: Message } | { readonly repeated: number }> {
  const giveUpAt = Math.min(invocation.deadline, clock.monotonic() + LONGEST_RACE_MS);
  let { epoch, head, ordinal } = read;
  // Of an open room's first message and its creation by somebody else, exactly one wins.
  if (!read.settled && read.kind === 'open' && !(await messages.claim(room))) throw noSuchRoom();
  let cameBetween = 1;
  let losses = 0;
  const overtaking: Change[] = [];
  try {
    while (clock.monotonic() < giveUpAt) {
      const known = repeats.known(room, epoch);
      await guard?.(known, since => repeats.reach(messages, room, since));
      // Other requests of this container may have read on while this one waited: what they saw counts too.
      const seen = repeated?.();
      if (seen !== undefined) return { repeated: seen };
      const newest = known.at(-1);
      if (newest && newest.seq >= head) ({ seq: head, ordinal } = newest);
      const entry = made({ epoch, seq: head + 1, ordinal, at: timeAfter(newest?.sentAt ?? 0, clock.now()) });
      const began = clock.monotonic();
      if (await messages.append(entry)) return { entry };
      losses += 1;
      const wait = Math.max(LOSER_WAIT_MS, (clock.monotonic() - began) * LOSER_WAIT_WRITES);
      const rivals = Math.max(1 + cameBetween, 2 ** Math.min(losses, COUNTED_LOSSES));
      const left = giveUpAt - clock.monotonic();
      await clock.sleep(Math.min(clock.random() * wait * rivals, Math.max(0, left)));
      const came = await messages.from(room, entry.seq, LIMITS.historyPage);
      if (await isItself(messages, came[0], entry)) return { entry };
      const twin = isTwin && came.find(isTwin);
      if (twin) return { twin };
      const last = came.at(-1);
      if (last) ({ epoch, seq: head, ordinal = last.seq } = last);
      overtaking.push(...repeats.learn(room, epoch, came, clock.now()));
      cameBetween = came.length;
    }
    throw new ProtocolError('UNAVAILABLE', 'The room is too busy just now; send it again.', {
      retryAfterMs: 1_000,
    });
  } finally {
    // Not in between: what was read a moment ago is what the next try relies on.
    await Promise.all(overtaking.map(change => settle(messages, change)));
  }
}

/** Within a room time never runs backwards, but for a clock that is wrong by more than clocks differ. */
const timeAfter = (newest: number, now: number): number =>
  newest > now + SKEW_MS ? now : Math.max(now, newest);

export const withOrdinal = (message: Message): Stored<Message> => ({
  ...message,
  ordinal: message.ordinal ?? message.seq,
});

async function stored(messages: MessageStore, room: string, seq: number): Promise<Stored<Message>> {
  const found = await messages.find(room, seq);
  if (!found) throw new Error(`message ${seq} of ${room} was known and is not in the log`);
  return withOrdinal(found.message);
}
