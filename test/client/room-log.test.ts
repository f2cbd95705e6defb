import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, changed, createRoomLog } from '../../client/room-log.ts';
import type { Message } from '../../shared/protocol/index.ts';

const by = { userId: 'a', name: 'alice' };
const message = (seq: number, epoch = 'e1'): Message => ({
  room: 'r',
  epoch,
  seq,
  messageId: `message-${seq}`,
  from: by,
  text: `text ${seq}`,
  sentAt: seq,
});
const edited = (seq: number, editedAt: number): Change => ({
  type: 'edited',
  room: 'r',
  epoch: 'e1',
  seq,
  text: `edited at ${editedAt}`,
  editedAt,
  by,
});
const deleted = (seq: number, deletedAt: number): Change => ({
  type: 'deleted',
  room: 'r',
  epoch: 'e1',
  seq,
  deletedAt,
  by,
});
const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);

describe('the log of a room', () => {
  it('applies each message once and in order, however they come', () => {
    const comings = fc.integer({ min: 1, max: 12 }).chain(count => {
      const all = Array.from({ length: count }, (_, index) => index + 1);
      // Every one at least once, some twice, in any order.
      const twice = fc
        .subarray(all)
        .chain(some => fc.shuffledSubarray([...all, ...some], { minLength: count + some.length }));
      return fc.tuple(fc.constant(all), twice, fc.nat(count));
    });
    void fc.assert(
      fc.property(comings, ([all, coming, startsAfter]) => {
        const log = createRoomLog();
        // Some come before it is known where to begin.
        const early = log.take(coming.slice(0, startsAfter).map(seq => message(seq)));
        expect(early).toEqual([]);
        log.start('e1', 0);
        const applied = [
          ...log.take([]),
          ...coming.slice(startsAfter).flatMap(seq => log.take([message(seq)])),
        ];
        expect(seqs(applied)).toEqual(all);
      }),
    );
  });

  it('keeps a push that overtook the reply to the join, however long the log is', () => {
    const log = createRoomLog();
    log.take([message(5_001)]);
    log.start('e1', 4_990);
    expect(log.head).toBe(5_001);
    const page = Array.from({ length: 10 }, (_, index) => message(4_991 + index));
    expect(seqs(log.take(page)).at(-1)).toBe(5_001);
  });

  it('knows of a head that it does not keep, and asks for it in its turn', () => {
    const log = createRoomLog();
    log.start('e1', 0);
    expect(log.take([message(5_000)])).toEqual([]);
    expect({ last: log.last, head: log.head }).toEqual({ last: 0, head: 5_000 });
  });

  it('leaves another log’s messages out', () => {
    const log = createRoomLog();
    log.start('e1', 0);
    expect(log.take([message(1, 'e2')])).toEqual([]);
    expect(seqs(log.take([message(1)]))).toEqual([1]);
  });

  it('has a change wait for its message', () => {
    const log = createRoomLog();
    log.start('e1', 0);
    expect(log.change(edited(1, 10))).toBe(false);
    expect(log.take([message(1)])).toMatchObject([{ text: 'edited at 10', editedAt: 10 }]);
    expect(log.change(edited(1, 11))).toBe(true);
  });

  it('takes the newest of the changes that wait, in whatever order they came', () => {
    for (const changes of [
      [edited(1, 10), edited(1, 20)],
      [edited(1, 20), edited(1, 10)],
    ]) {
      const log = createRoomLog();
      log.start('e1', 0);
      for (const change of changes) log.change(change);
      expect(log.take([message(1)])).toMatchObject([{ text: 'edited at 20' }]);
    }
  });
});

describe('a changed message', () => {
  it('keeps its place, and nothing of what it said once deleted', () => {
    const gone = changed(message(1), deleted(1, 30));
    expect(gone).toEqual({ ...message(1), text: undefined, deletedAt: 30 });
    expect(Object.hasOwn(gone, 'text')).toBe(false);
  });

  it('is not brought back by an edit that comes late, nor taken back by an older one', () => {
    const gone = changed(message(1), deleted(1, 30));
    expect(changed(gone, edited(1, 20))).toBe(gone);
    const newest = changed(message(1), edited(1, 20));
    expect(changed(newest, edited(1, 10))).toBe(newest);
  });

  it('may change from text to data', () => {
    const change: Change = { type: 'edited', room: 'r', epoch: 'e1', seq: 1, data: null, editedAt: 5, by };
    const now = changed(message(1), change);
    expect(now).toMatchObject({ data: null, editedAt: 5 });
    expect(Object.keys(now)).not.toContain('text');
  });
});
