/** A room's messages as the page holds them: those pushed and those of older pages, in one order, each once. */
import { changed, type Message, type RoomEvents } from '../../client/messaging-client.ts';

type Change = RoomEvents['edited'] | RoomEvents['deleted'];

const lastChangeOf = ({ editedAt = 0, deletedAt = 0 }: Message): number => Math.max(editedAt, deletedAt);

/** Of two readings of a message, the one that knows of the later change. */
const newer = (known: Message | undefined, read: Message): Message =>
  known && lastChangeOf(known) > lastChangeOf(read) ? known : read;

export function merged(known: readonly Message[], read: readonly Message[]): readonly Message[] {
  const [first] = read;
  if (!first) return known;
  // Another epoch is another log: nothing of the old one belongs to it.
  const ours = known[0]?.epoch === first.epoch ? known : [];
  const last = ours.at(-1);
  if (!last || last.seq < first.seq) return [...ours, ...read];
  const bySeq = new Map(ours.map(message => [message.seq, message]));
  for (const message of read) bySeq.set(message.seq, newer(bySeq.get(message.seq), message));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export const withChange = (known: readonly Message[], change: Change): readonly Message[] =>
  known.map(message =>
    message.seq === change.seq && message.epoch === change.epoch ? changed(message, change) : message,
  );

/** Where the list has a hole: the seq before it. Direct rooms can have one, since nobody joins them. */
export function holeIn(messages: readonly Message[]): number | undefined {
  const at = messages.findIndex(({ seq }, index) => {
    const next = messages[index + 1];
    return next !== undefined && next.seq > seq + 1;
  });
  return at === -1 ? undefined : messages[at]?.seq;
}
