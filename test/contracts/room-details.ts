/** What every RoomDetailsStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MessageStore, RoomStore } from '../../shared/core/ports.ts';
import type { RoomDetailsStore } from '../../shared/core/rooms/ports.ts';

export function roomDetailsContract({
  details,
  rooms,
  messages,
}: {
  readonly details: RoomDetailsStore;
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
}): void {
  describe('a store of what rooms say of themselves', () => {
    let room: string;
    beforeEach(() => {
      room = `room-${randomUUID()}`;
    });
    const create = () => rooms.create(room, { kind: 'public', createdBy: 'alice', createdAt: 1 });

    it('gives back what was kept, numbers and all, of one of those who change a version at once', async () => {
      expect(await details.read(room)).toBeUndefined();
      const first = { version: 1, name: 'First', data: { deep: [1e100, null, { a: '' }] } };
      const kept = await Promise.all(
        [first, { ...first }, { ...first }].map(one => details.write(room, one)),
      );
      expect(kept.filter(Boolean)).toHaveLength(1);
      expect(await details.read(room)).toEqual(first);
      expect(await details.write(room, { version: 3 })).toBe(false);
      expect(await details.write(room, { version: 2, topic: 'second' })).toBe(true);
      expect(await details.read(room)).toEqual({ version: 2, topic: 'second' });
    });

    it('has sends keep to the rules of the newest version, and makes no room of them', async () => {
      await details.setRules(room, { version: 1, readOnly: true });
      expect(await rooms.room(room)).toBeUndefined();
      await create();
      await details.setRules(room, { version: 2, readOnly: true, slowModeSeconds: 5 });
      await details.setRules(room, { version: 1, archived: true });
      expect(await messages.log(room)).toMatchObject({ kind: 'public', readOnly: true, slowModeSeconds: 5 });
      await details.setRules(room, { version: 3 });
      const { readOnly, slowModeSeconds, archived } = await messages.kind(room);
      expect([readOnly, slowModeSeconds, archived]).toEqual([undefined, undefined, undefined]);
    });
  });
}
