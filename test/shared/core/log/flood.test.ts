import { describe, expect, it } from 'vitest';
import { floodGuard } from '../../../../shared/core/log/flood.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { stoppedClock } from '../../../contracts/clock.ts';

const HOUR_MS = 3_600_000;

describe('a message that a wrong clock stamped an hour ahead', () => {
  it('shuts nobody out: its time counts as now', async () => {
    const clock = stoppedClock();
    const settings = { ...DEFAULT_SETTINGS, senderMessagesPerSecond: 10, roomMessagesPerSecond: 50 };
    const known = Array.from({ length: 30 }, (_, index) => ({
      userId: 'alice',
      messageId: `message-${index}`,
      seq: index + 1,
      ordinal: index + 1,
      sentAt: clock.now() - 60_000 + index,
    }));
    known[10] = { ...known[10], sentAt: clock.now() + HOUR_MS } as (typeof known)[number];
    const guard = floodGuard(settings, clock, 'alice');
    await expect(guard(known, async () => known)).resolves.toBeUndefined();
    const burst = Array.from({ length: 20 }, (_, index) => ({
      ...(known[0] as (typeof known)[number]),
      seq: 31 + index,
      sentAt: clock.now() + HOUR_MS,
    }));
    await expect(guard([...known, ...burst], async () => [...known, ...burst])).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 1_000,
    });
  });
});
