/** A room as a client has it: pushes applied in `seq` order, each once. */
import type { Message } from '../../shared/protocol/index.ts';

export interface Applied {
  /** From seq 1, without a gap. */
  readonly messages: readonly Message[];
  /** Of the log, once the client knows it. */
  epoch: string | undefined;
  apply(message: Message): void;
}

const same = (a: Message | undefined, b: Message): boolean =>
  a?.messageId === b.messageId && a.from.userId === b.from.userId && a.text === b.text;

export function createLog(violated: (what: string) => void): Applied {
  const messages: Message[] = [];
  const early = new Map<number, Message>();
  const log: Applied = {
    messages,
    epoch: undefined,
    apply(message) {
      const { room, seq, epoch } = message;
      log.epoch ??= epoch;
      if (epoch !== log.epoch) violated(`${room} went on under another epoch`);
      const known = messages[seq - 1] ?? early.get(seq);
      if (known && !same(known, message)) violated(`two messages of ${room} under seq ${seq}`);
      if (seq <= messages.length) return;
      early.set(seq, message);
      for (let next = early.get(messages.length + 1); next; next = early.get(messages.length + 1)) {
        early.delete(next.seq);
        messages.push(next);
      }
    },
  };
  return log;
}
