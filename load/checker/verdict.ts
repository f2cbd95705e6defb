/** The end of a run: what was owed to whom, held against what each applied. */
import { type LogState, Logs } from './logs.ts';
import type { MembershipState } from './membership.ts';

export interface Ack {
  readonly room: string;
  readonly epoch: string;
  readonly seq: number;
  readonly messageId: string;
}

export interface Member extends MembershipState {
  /** For the examples: which of the run's clients it is. */
  readonly client: string;
}

/** What one worker found out. */
export interface Evidence {
  readonly acks: readonly Ack[];
  readonly members: readonly Member[];
  readonly logs: readonly LogState[];
}

export interface Verdict {
  /** Acknowledged messages × members they were owed to, their sender's own connection left out. */
  readonly expected: number;
  readonly delivered: number;
  readonly lost: number;
  /** The same message at a second seq, or acknowledged at a seq where another stands. */
  readonly doubled: number;
  /** Clients were shown different messages at one seq. */
  readonly disagreed: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 20;
const keyOf = ({ room, epoch }: { room: string; epoch: string }): string => `${room} ${epoch}`;

export function verdictOf(evidence: readonly Evidence[]): Verdict {
  const examples: string[] = [];
  const example = (text: string) => examples.length < EXAMPLES && examples.push(text);
  let doubled = 0;
  let disagreed = 0;

  // The logs that the workers saw are one log, and every acknowledgement is an entry of it.
  const logs = new Logs();
  const see = (ack: Ack, by: string) => {
    const { room, epoch, seq, messageId } = ack;
    const sighting = logs.saw(room, epoch, seq, messageId);
    if (sighting === 'doubled') doubled += 1;
    if (sighting === 'differs') disagreed += 1;
    if (sighting !== 'same') example(`${sighting}: ${messageId} at seq ${seq} of ${room}, ${by}`);
  };
  for (const { logs: seen } of evidence)
    for (const { room, epoch, entries } of seen)
      for (const entry of entries) see({ room, epoch, ...entry }, 'as seen by clients');

  const acknowledged = new Map<string, Map<number, string>>();
  for (const ack of evidence.flatMap(({ acks }) => acks)) {
    see(ack, 'as acknowledged');
    const key = keyOf(ack);
    const inLog = acknowledged.get(key) ?? new Map<number, string>();
    acknowledged.set(key, inLog.set(ack.seq, ack.messageId));
  }
  const sorted = new Map([...acknowledged].map(([key, acks]) => [key, [...acks.keys()].sort(ascending)]));

  let expected = 0;
  let lost = 0;
  for (const member of evidence.flatMap(({ members }) => members)) {
    const acks = acknowledged.get(keyOf(member));
    if (!acks) continue;
    const seqs = sorted.get(keyOf(member)) ?? [];
    const end = member.left ? member.applied : Number.POSITIVE_INFINITY;
    const own = member.own.filter(seq => acks.has(seq) && seq > member.from && seq <= end).length;
    expected += below(seqs, end) - below(seqs, member.from) - own;
    const had = new Set([...member.ahead, ...member.own]);
    const missing = [
      ...member.holes.filter(seq => acks.has(seq)),
      ...seqs.slice(below(seqs, member.applied), below(seqs, end)),
    ].filter(seq => !had.has(seq));
    lost += missing.length;
    for (const seq of missing)
      example(`lost: ${acks.get(seq)} at seq ${seq} of ${member.room} never reached ${member.client}`);
  }
  return { expected, delivered: expected - lost, lost, doubled, disagreed, examples };
}

const ascending = (a: number, b: number): number => a - b;

/** How many of the sorted are at most `limit`. */
function below(sorted: readonly number[], limit: number): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
