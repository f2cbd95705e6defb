/** What every AccountStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore } from '../../shared/core/ports.ts';
import { banOf as banUntil } from '../support/ban-of.ts';
import { stoppedClock } from './clock.ts';

export function accountStoreContract(make: (now: () => number) => AccountStore): void {
  describe('an account store', () => {
    const clock = stoppedClock();
    const store = make(clock.now);
    const seconds = () => Math.floor(clock.now() / 1000);
    let userId: string;

    const connection = (connectionId: string, issuedAt = seconds()) => ({
      userId,
      name: 'bob',
      connectionId,
      connectedAt: clock.now(),
      issuedAt,
    });
    const admits = async (issuedAt?: number) =>
      (await store.admit(connection(randomUUID(), issuedAt), true)) !== undefined;

    const banOf = (until: number) => banUntil(userId, until * 1_000);

    beforeEach(() => {
      userId = `user-${randomUUID()}`;
    });

    it('keeps account of the connections that were opened, until it is told that they have ended', async () => {
      const [first, second] = [connection('a='), connection('b:-_')];
      const opened = ({ connectionId, connectedAt }: typeof first) => ({ connectionId, connectedAt });
      expect(await store.admit(first, true)).toEqual({ open: [opened(first)] });
      expect(await store.admit(second, true)).toEqual({ open: [opened(first), opened(second)] });
      await store.forget(userId, [first]);
      await store.forget(userId, []);
      expect(await store.admit(second, true)).toEqual({ open: [opened(second)] });
    });

    it('lists who is banned page by page, with by whom and why, until the ban is over or taken back', async () => {
      const users = Array.from({ length: 5 }, (_, n) => `${userId}-${n}`);
      for (const banned of users)
        await store.ban({ ...banOf(seconds() + 60), userId: banned, reason: 'spam' });
      const listed = async () => {
        const found = [];
        let after: string | undefined;
        do {
          const page = await store.bans({ after, limit: 2 });
          found.push(...page.items);
          after = page.next;
        } while (after !== undefined);
        return found.filter(ban => users.includes(ban.userId));
      };
      expect(await listed()).toEqual(
        users.map(banned => ({ ...banOf(seconds() + 60), userId: banned, reason: 'spam' })),
      );
      await store.lift(`${userId}-0`);
      expect(await listed()).toHaveLength(4);
      clock.advance(60_000);
      expect(await listed()).toEqual([]);
    });

    it('keeps no account where nobody counts', async () => {
      await store.admit(connection('a'), false);
      expect(await store.admit(connection('b'), false)).toEqual({ open: [] });
    });

    it('admits nobody who is banned, until the ban is over or taken back', async () => {
      await store.ban(banOf(seconds() + 60));
      expect(await admits()).toBe(false);
      clock.advance(60_000);
      expect(await admits()).toBe(true);
      await store.ban(banOf(seconds() + 60));
      await store.lift(userId);
      expect(await admits()).toBe(true);
    });

    it('admits no token of before, and counts one that does not say as one of before', async () => {
      const before = seconds();
      await store.refuseTokens(userId, before);
      expect(await admits(before - 1)).toBe(false);
      expect(await store.admit({ ...connection('a'), issuedAt: undefined }, true)).toBeUndefined();
      expect(await admits(before)).toBe(true);
    });

    it('refuses as many tokens when the events come in the wrong order', async () => {
      await store.refuseTokens(userId, seconds());
      await store.refuseTokens(userId, seconds() - 100);
      expect(await admits(seconds() - 50)).toBe(false);
    });

    it('keeps a ban beside tokens that are refused, and these when the ban is taken back', async () => {
      await store.ban(banOf(seconds() + 60));
      await store.refuseTokens(userId, seconds());
      expect(await admits()).toBe(false);
      await store.lift(userId);
      expect(await admits(seconds() - 1)).toBe(false);
      expect(await admits()).toBe(true);
    });

    it('tells of one user whether they are banned, and by whom, for as long as they are', async () => {
      const ban = banOf(seconds() + 10 * 86_400);
      await store.ban(ban);
      clock.advance(3 * 3_600_000);
      expect(await store.banOf(userId)).toEqual(ban);
      await store.lift(userId);
      expect(await store.banOf(userId)).toBeUndefined();
    });

    it('lists who was denied lately, and nobody else', async () => {
      await store.lift(userId);
      expect((await store.denials()).get(userId)).toBeUndefined();
      const until = seconds() + 60;
      await store.ban(banOf(until));
      expect((await store.denials()).get(userId)).toEqual({ deniedUntil: until });
      await store.refuseTokens(userId, seconds());
      expect((await store.denials()).get(userId)).toEqual({ deniedUntil: until, deniedBefore: seconds() });
      await store.lift(userId);
      expect((await store.denials()).get(userId)).toEqual({ deniedBefore: seconds() });
      // Longer than a connection may live.
      clock.advance(3 * 3_600_000);
      expect((await store.denials()).get(userId)).toBeUndefined();
    });
  });
}
