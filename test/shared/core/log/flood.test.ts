import { describe, expect, it } from 'vitest';
import { floodGuard } from '../../../../shared/core/log/flood.ts';
import { createRepeats } from '../../../../shared/core/log/repeats.ts';
import type { Message } from '../../../../shared/protocol/index.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { stoppedClock } from '../../../contracts/clock.ts';

const HOUR_MS = 3_600_000;
const ROOM = 'general';

const message = (seq: number, sentAt: number): Message => ({
  room: ROOM,
  epoch: 'e1',
  seq,
  ordinal: seq,
  messageId: `message-${seq}`,
  from: { userId: 'alice', name: 'alice' },
  text: 'x',
  sentAt,
});

function container() {
  const clock = stoppedClock();
  const settings = { ...DEFAULT_SETTINGS, senderMessagesPerSecond: 10, roomMessagesPerSecond: 50 };
  const guard = floodGuard(settings, clock, 'alice');
  const repeats = createRepeats();
  return {
    clock,
    learn: (messages: readonly Message[]) => repeats.learn(ROOM, 'e1', messages, clock.now()),
    ask: () => {
      const known = repeats.known(ROOM, 'e1');
      return guard(known, async () => known);
    },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('messages that a wrong clock stamped an hour ahead', () => {
  it('shut nobody out, if it is one: its time counts as now', async () => {
    const { clock, learn, ask } = container();
    const minuteAgo = clock.now() - 60_000;
    learn(upTo(30).map(seq => message(seq, seq === 11 ? clock.now() + HOUR_MS : minuteAgo + seq)));
    await expect(ask()).resolves.toBeUndefined();
  });

  it('hold their sender up as others of that moment would, and for no longer', async () => {
    const { clock, learn, ask } = container();
    learn(upTo(20).map(seq => message(seq, clock.now() + HOUR_MS)));
    await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1_000 });
    clock.advance(999);
    await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1 });
    clock.advance(1);
    await expect(ask()).resolves.toBeUndefined();
  });
});
