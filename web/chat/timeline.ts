/** A room's messages as the page holds them: those pushed and those of older pages, in one order, each once. */
import { type Change, changed, type Message } from '../../client/messaging-client.ts';

/** Of each message, the newest change that the log has told of. It counts, whenever the message itself was read. */
export type Changes = ReadonlyMap<number, Change>;

export function merged(
  known: readonly Message[],
  read: readonly Message[],
  changes: Changes,
): readonly Message[] {
  const [first] = read;
  if (!first) return known;
  // Another epoch is another log: nothing of the old one belongs to it.
  const ours = known[0]?.epoch === first.epoch ? known : [];
  const last = ours.at(-1);
  const now = read.map(message => withChange(message, changes.get(message.seq)));
  if (!last || last.seq < first.seq) return [...ours, ...now];
  const bySeq = new Map(ours.map(message => [message.seq, message]));
  for (const message of now) if (!bySeq.get(message.seq)?.deletedAt) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export const withChange = (message: Message, change: Change | undefined): Message =>
  change?.target === message.seq && change.epoch === message.epoch ? changed(message, change) : message;

/** The seqs around the first hole in the list. Direct rooms can have one, since nobody joins them. */
export function holeIn(messages: readonly Message[]): { after: number; before: number } | undefined {
  for (const [index, message] of messages.entries()) {
    const next = messages[index + 1];
    // Between two messages there may be changes, which have a seq but no ordinal of their own.
    if (next && (next.ordinal ?? next.seq) > (message.ordinal ?? message.seq) + 1)
      return { after: message.seq, before: next.seq };
  }
  return undefined;
}
