/** What a container knows of the last ten minutes, with clocks that jump and ids that come again. */
import { describe, expect, it } from 'vitest';
import { createRepeats } from '../../../../shared/core/log/repeats.ts';
import type { MessageStore } from '../../../../shared/core/ports.ts';
import { LIMITS, type Message } from '../../../../shared/protocol/index.ts';

const MINUTE_MS = 60_000;
const NOW = 1_700_000_000_000;

const message = (seq: number, messageId: string, sentAt: number): Message => ({
  room: 'r',
  epoch: 'e',
  seq,
  ordinal: seq,
  messageId,
  from: { userId: 'alice', name: 'alice' },
  text: 'x',
  sentAt,
});

const storeOf = (log: readonly Message[]): Pick<MessageStore, 'before'> => ({
  before: async (_room, before, limit) => log.filter(({ seq }) => seq < before).slice(-limit),
});

const wanted = (messageId: string, now: number) => ({
  room: 'r',
  userId: 'alice',
  messageId,
  firstTry: false,
  now,
});

describe('a messageId that is used anew after ten minutes', () => {
  const log = [
    message(1, 'again', NOW),
    message(2, 'other', NOW + 1_000),
    message(3, 'again', NOW + 11 * MINUTE_MS),
  ];

  it('is found under its new seq, though the old entry was forgotten', async () => {
    const repeats = createRepeats();
    for (const one of log) repeats.learn('r', 'e', [one], one.sentAt);
    const found = await repeats.find(storeOf(log) as MessageStore, wanted('again', NOW + 11 * MINUTE_MS));
    expect(found).toBe(3);
  });

  it('is found under its new seq, though an older page is read after it', async () => {
    const repeats = createRepeats();
    const newest = NOW + LIMITS.repeatWindowMs - 1;
    const close = [message(1, 'again', NOW), message(2, 'again', newest)];
    repeats.learn('r', 'e', close.slice(1), newest);
    expect(await repeats.find(storeOf(close) as MessageStore, wanted('none', newest))).toBeUndefined();
    expect(await repeats.find(storeOf(close) as MessageStore, wanted('again', newest))).toBe(2);
  });
});

it('one entry that a wrong clock stamped an hour ahead does not push out what is young', async () => {
  const log = [
    message(1, 'young', NOW),
    message(2, 'ahead', NOW + 60 * MINUTE_MS),
    message(3, 'next', NOW + 1_000),
  ];
  const repeats = createRepeats();
  for (const one of log) repeats.learn('r', 'e', [one], NOW + 1_000);
  expect(await repeats.find(storeOf([]) as MessageStore, wanted('young', NOW + 2_000))).toBe(1);
});
