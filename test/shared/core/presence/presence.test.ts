import { expect, it } from 'vitest';
import type { ConnectionStore, MessageStore, RoomStore } from '../../../../shared/core/ports.ts';
import { presence } from '../../../../shared/core/presence/presence.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { NO_RATES } from '../../../support/no-rates.ts';

it('a reply of presence stays under 128 KB, truncated, where a thousand people of long names are in the room', async () => {
  const people = Array.from({ length: 1_000 }, (_, n) => ({
    room: 'stadium',
    userId: `user-${n}`,
    name: 'n'.repeat(128),
    connectionId: `connection-${n}`,
    joinedAt: Date.now(),
    expiresAt: Number.MAX_SAFE_INTEGER,
  }));
  const connections: Partial<ConnectionStore> = {
    async *subscribers() {
      yield people;
    },
  };
  const messages: Partial<MessageStore> = {
    log: async () => ({ kind: 'open', epoch: 'e', head: 0, ordinal: 0, settled: true, tail: [] }),
  };
  const reply = await presence(
    {
      connections: connections as ConnectionStore,
      messages: messages as MessageStore,
      rates: NO_RATES,
      rooms: {} as RoomStore,
      settings: DEFAULT_SETTINGS,
    },
    { userId: 'me', name: 'me', connectionId: 'mine', groups: [], expiresAt: 0 },
    { action: 'presence', room: 'stadium' },
  );
  expect(reply).toMatchObject({ connections: 1_000, truncated: true });
  expect(JSON.stringify(reply).length).toBeLessThan(131_072);
});
