/**
 * Compare-and-swap on a contiguous log: the one writer of messages. A seq is never skipped and never used again, and a
 * message is stored once, at the price of one write.
 */
import { LIMITS, type Message, ProtocolError } from '../../protocol/index.ts';
import type { Clock, Invocation, Log, MessageStore } from '../ports.ts';
import { type OpenLog, withEpoch } from './access.ts';
import type { Lines } from './lines.ts';
import type { Known, Repeats } from './repeats.ts';

export type Draft = Omit<Message, 'epoch' | 'seq' | 'sentAt'>;

export interface AppendDeps {
  readonly messages: MessageStore;
  readonly repeats: Repeats;
  readonly lines: Lines;
  readonly clock: Clock;
}

export interface Appended {
  readonly message: Message;
  /** True where an earlier send had stored it. */
  readonly duplicate: boolean;
}

/**
 * A loser of the race waits a random part of this, times one more than the messages that came in between, or times two
 * to the power of its losses, whichever is more.
 */
const LOSER_WAIT_MS = 8;
/** In a store that is slow just now longer: so many times what the lost write took. */
const LOSER_WAIT_WRITES = 1.6;
/** More would starve those who were unlucky early. */
const COUNTED_LOSSES = 4;
/** Past this, the room is busier than a log can be: the sender is told to try again. */
const LONGEST_RACE_MS = 10_000;

/**
 * Refuses the draft, by throwing, for what the log holds already.
 * @param newest what is known: at least the tail
 * @param reach the messages back to a time at least, read from the log where they are not known
 */
export type Guard = (
  newest: readonly Known[],
  reach: (since: number) => Promise<readonly Known[]>,
) => Promise<void>;

/**
 * Appends the draft to a log that was just read.
 * @param firstTry the sender says, or it is certain, that this messageId was never sent before
 * @throws ProtocolError `UNAVAILABLE` where others won every race; nothing was stored then
 */
export async function append(
  deps: AppendDeps,
  { log, draft, firstTry, guard }: { log: Log; draft: Draft; firstTry: boolean; guard?: Guard },
  invocation: Invocation,
): Promise<Appended> {
  const { messages, repeats, lines, clock } = deps;
  const { room } = draft;
  const { userId } = draft.from;
  const open = await withEpoch(messages, room, log);
  repeats.learn(room, open.epoch, open.tail);
  // Sends of one container would only race each other: they go one by one, each from where the last one ended.
  return lines(room, async () => {
    const wanted = { room, userId, messageId: draft.messageId, firstTry, now: clock.now() };
    const repeated = await repeats.find(messages, wanted);
    if (repeated !== undefined) return stored(messages, room, repeated);
    return race(deps, open, draft, guard, Math.min(invocation.deadline, clock.now() + LONGEST_RACE_MS));
  });
}

async function race(
  { messages, repeats, clock }: AppendDeps,
  read: OpenLog,
  draft: Draft,
  guard: Guard | undefined,
  giveUpAt: number,
): Promise<Appended> {
  const { room, messageId, from } = draft;
  let { epoch, head } = read;
  let cameBetween = 1;
  let losses = 0;
  while (clock.now() < giveUpAt) {
    const known = repeats.known(room, epoch);
    await guard?.(known, since => repeats.reach(messages, room, since));
    const newest = known.at(-1);
    const message = {
      ...draft,
      epoch,
      seq: Math.max(newest?.seq ?? 0, head) + 1,
      // Clocks of two containers differ; within a room time never runs backwards.
      sentAt: Math.max(clock.now(), newest?.sentAt ?? 0),
    };
    const began = clock.now();
    if (await messages.append(message)) {
      repeats.learn(room, message.epoch, [message]);
      return { message, duplicate: false };
    }
    losses += 1;
    const wait = Math.max(LOSER_WAIT_MS, (clock.now() - began) * LOSER_WAIT_WRITES);
    const rivals = Math.max(1 + cameBetween, 2 ** Math.min(losses, COUNTED_LOSSES));
    await clock.sleep(clock.random() * wait * rivals);
    const came = await messages.from(room, message.seq, LIMITS.historyPage);
    const twin = came.find(other => other.from.userId === from.userId && other.messageId === messageId);
    if (twin) return { message: twin, duplicate: true };
    const last = came.at(-1);
    if (last) ({ epoch, seq: head } = last);
    repeats.learn(room, epoch, came);
    cameBetween = came.length;
  }
  throw new ProtocolError('UNAVAILABLE', 'The room is too busy just now; send it again.', {
    retryAfterMs: 1_000,
  });
}

async function stored(messages: MessageStore, room: string, seq: number): Promise<Appended> {
  const [message] = await messages.from(room, seq, 1);
  if (message?.seq !== seq) throw new Error(`message ${seq} of ${room} was known and is not in the log`);
  return { message, duplicate: true };
}
