/** What every MessageStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MessageStore } from '../../shared/core/ports.ts';
import type { Deleted, Edited, Entry, Message } from '../../shared/protocol/index.ts';
import { stoppedClock } from './clock.ts';

const DAY_MS = 86_400_000;

export interface MessageStoreSetup {
  readonly now: () => number;
  readonly retentionDays?: number;
}

export function messageStoreContract(make: (setup: MessageStoreSetup) => MessageStore): void {
  describe('a message store', () => {
    const clock = stoppedClock();
    const store = make({ now: clock.now });
    const forgetful = make({ now: clock.now, retentionDays: 1 });
    let room: string;

    const message = (seq: number, more: Partial<Message> = {}): Message => ({
      room,
      seq,
      epoch: 'first',
      messageId: `message-${seq}`,
      from: { userId: 'u', name: 'alice' },
      text: `number ${seq}`,
      sentAt: clock.now(),
      ...more,
    });
    const fill = async (into: MessageStore, from: number, to: number) => {
      for (let seq = from; seq <= to; seq++) expect(await into.append(message(seq))).toBe(true);
    };
    const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);
    const edited = (seq: number, target: number, text: string): Edited => ({
      type: 'edited',
      room,
      seq,
      ordinal: target,
      epoch: 'first',
      target,
      by: { userId: 'u', name: 'alice' },
      text,
      editedAt: clock.now(),
    });
    const deleted = (seq: number, target: number): Deleted => {
      const { text: _, editedAt: deletedAt, ...rest } = edited(seq, target, '');
      return { ...rest, type: 'deleted', deletedAt };
    };

    beforeEach(() => {
      room = `room-${randomUUID()}`;
    });

    it('knows a room nobody created as open and empty', async () => {
      expect(await store.kind(room)).toEqual({ kind: 'open', settled: false });
      expect(await store.log(room)).toEqual({
        kind: 'open',
        settled: false,
        epoch: undefined,
        head: 0,
        ordinal: 0,
        tail: [],
      });
    });

    it('knows a direct room by its name, and whether it is in the lists of its users', async () => {
      expect(await store.kind('dm:a:b')).toEqual({ kind: 'dm', settled: false });
      await store.claim('dm:a:b');
      expect(await store.kind('dm:a:b')).toEqual({ kind: 'dm', settled: true });
      expect((await store.log('dm:a:b')).kind).toBe('dm');
    });

    it('stores a message once: a seq that is taken stays as it is', async () => {
      expect(await store.append(message(1))).toBe(true);
      expect(await store.append(message(1, { text: 'another' }))).toBe(false);
      expect((await store.log(room)).tail).toEqual([message(1)]);
    });

    it('gives back text and data as they were sent', async () => {
      const deep = { list: [1e300, -0.5, null, { '': '' }], text: 'ü 😀 \u0000', __proto: false };
      await store.append(message(1, { text: 'ü 😀 \u0000 end' }));
      await store.append({ ...message(2), text: undefined, data: deep });
      await store.append({ ...message(3), text: undefined, data: null });
      const [first, second, third] = await store.from(room, 1, 10);
      expect(first).toHaveProperty('text', 'ü 😀 \u0000 end');
      expect(second).toHaveProperty('data', deep);
      expect(third).toHaveProperty('data', null);
    });

    it('answers the head, and the newest ten ascending', async () => {
      await fill(store, 1, 12);
      const { head, tail, epoch } = await store.log(room);
      expect({ head, epoch, tail: seqs(tail) }).toEqual({
        head: 12,
        epoch: 'first',
        tail: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      });
    });

    it('pages from a seq upwards and from before a seq downwards, both ascending', async () => {
      await fill(store, 1, 12);
      expect(seqs(await store.from(room, 4, 3))).toEqual([4, 5, 6]);
      expect(seqs(await store.from(room, 11, 100))).toEqual([11, 12]);
      expect(seqs(await store.from(room, 13, 100))).toEqual([]);
      expect(seqs(await store.before(room, 4, 2))).toEqual([2, 3]);
      expect(seqs(await store.before(room, 1, 10))).toEqual([]);
    });

    it('begins a log with one epoch for all who begin it at once', async () => {
      const epochs = new Set(await Promise.all(Array.from({ length: 8 }, () => store.begin(room))));
      expect(epochs.size).toBe(1);
      expect((await store.log(room)).epoch).toBe([...epochs][0]);
    });

    it('gives a waiting epoch up after half a day, and never one that has a message', async () => {
      const first = await store.begin(room);
      clock.advance(DAY_MS / 2);
      expect((await store.log(room)).epoch).toBeUndefined();
      const second = await store.begin(room);
      expect(second).not.toBe(first);
      await store.append(message(1, { epoch: second }));
      clock.advance(DAY_MS);
      expect((await store.log(room)).epoch).toBe(second);
    });

    it('shows nothing beyond the retention, and keeps the head', async () => {
      await fill(forgetful, 1, 3);
      clock.advance(DAY_MS / 2);
      await fill(forgetful, 4, 5);
      clock.advance(DAY_MS / 2);
      expect(seqs((await forgetful.log(room)).tail)).toEqual([4, 5]);
      expect(seqs(await forgetful.from(room, 1, 100))).toEqual([4, 5]);
      expect(seqs(await forgetful.before(room, 6, 100))).toEqual([4, 5]);
      clock.advance(DAY_MS);
      expect(await forgetful.log(room)).toMatchObject({ head: 5, tail: [], epoch: undefined });
    });

    it('opens a new epoch once a log has outlived its retention, and counts on', async () => {
      const first = await forgetful.begin(room);
      await forgetful.append(message(1, { epoch: first }));
      clock.advance(DAY_MS);
      const second = await forgetful.begin(room);
      expect(second).not.toBe(first);
      expect(await forgetful.log(room)).toMatchObject({ head: 1, epoch: second });
    });

    it('tells whether a seq is still within the retention', async () => {
      await fill(forgetful, 1, 30);
      clock.advance(DAY_MS);
      await fill(forgetful, 31, 32);
      expect(await forgetful.reaches(room, 30)).toBe(false);
      expect(await forgetful.reaches(room, 31)).toBe(true);
      expect(await forgetful.reaches(room, 33)).toBe(false);
    });

    it('counts messages, and not the changes between them', async () => {
      await store.append(message(1, { ordinal: 1 }));
      await store.append(edited(2, 1, 'one'));
      await store.append(message(3, { ordinal: 2 }));
      expect(await store.log(room)).toMatchObject({ head: 3, ordinal: 2 });
      expect(await store.head(room)).toMatchObject({ head: 3, ordinal: 2, epoch: 'first' });
      expect(await store.at(room, 2)).toEqual({ seq: 2, ordinal: 1, epoch: 'first' });
      expect(await store.at(room, 99)).toEqual({ seq: 3, ordinal: 2, epoch: 'first' });
    });

    it('gives a message the content of its latest edit, whichever comes first', async () => {
      await fill(store, 1, 1);
      for (const [seq, text] of [
        [2, 'two'],
        [3, 'three'],
      ] as const)
        await store.append(edited(seq, 1, text));
      expect(await store.change(edited(3, 1, 'three'))).toEqual(edited(3, 1, 'three'));
      expect(await store.change(edited(2, 1, 'two'))).toEqual(edited(2, 1, 'two'));
      expect(await store.find(room, 1)).toMatchObject({ message: { text: 'three' }, changeSeq: 3 });
    });

    it('empties a message and its edits once it is deleted, and an edit that crosses reads as the deletion', async () => {
      await fill(store, 1, 1);
      for (const entry of [edited(2, 1, 'secret'), deleted(3, 1), edited(4, 1, 'late')])
        await store.append(entry);
      await store.change(edited(2, 1, 'secret'));
      await store.change(deleted(3, 1));
      expect(await store.change(edited(4, 1, 'late'))).toMatchObject({ type: 'deleted', seq: 4, target: 1 });
      const log = await store.from(room, 1, 10);
      expect(log.map(entry => ('type' in entry ? entry.type : entry.deletedAt))).toEqual([
        clock.now(),
        'deleted',
        'deleted',
        'deleted',
      ]);
      expect(JSON.stringify(log)).not.toMatch(/secret|late|number/);
    });

    it('goes on with emptying the edits of a deleted message where the first try ended', async () => {
      await fill(store, 1, 1);
      for (const entry of [edited(2, 1, 'secret'), deleted(3, 1)]) await store.append(entry);
      await store.change(edited(2, 1, 'secret'));
      await store.change(deleted(3, 1));
      expect(await store.find(room, 1)).toMatchObject({ edits: 0 });
      expect(await store.change(deleted(3, 1))).toMatchObject({ type: 'deleted', seq: 3 });
    });

    it('lets an open room be claimed by its first message or by its creator, never by both', async () => {
      expect(await store.claim(room)).toBe(true);
      expect(await store.claim(room)).toBe(true);
      expect(await store.kind(room)).toEqual({ kind: 'open', settled: true });
    });

    it('lets a message be pushed again once in a while', async () => {
      await fill(store, 1, 1);
      expect(await store.markRepushed(room, 1, 3_000)).toBe(true);
      expect(await store.markRepushed(room, 1, 3_000), 'another of the same moment').toBe(false);
      clock.advance(2_999);
      expect(await store.markRepushed(room, 1, 3_000)).toBe(false);
      clock.advance(1);
      expect(await store.markRepushed(room, 1, 3_000)).toBe(true);
      expect(await store.markRepushed(room, 2, 3_000)).toBe(false);
    });

    it('ends a range where a message is missing rather than hide the hole', async () => {
      await store.append(message(1));
      await store.append(message(3));
      expect(seqs(await store.before(room, 4, 10))).toEqual([3]);
      expect(seqs(await store.from(room, 1, 10))).toEqual([3]);
    });
  });
}
