import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, createRoomLog } from '../../client/room-log.ts';
import type { Change, Message, ReadEntry } from '../../shared/protocol/index.ts';

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
const edited = (seq: number, target: number, more: Partial<Change> = {}): Change =>
  ({
    type: 'edited',
    room: 'r',
    epoch: 'e1',
    seq,
    target,
    text: `edit ${seq}`,
    editedAt: 10,
    by,
    ...more,
  }) as Change;
const deleted = (seq: number, target: number): Change => ({
  type: 'deleted',
  room: 'r',
  epoch: 'e1',
  seq,
  target,
  deletedAt: 30,
  by,
});
const seqs = (entries: readonly ReadEntry[]) => entries.map(({ seq }) => seq);

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

  it('gives changes their place between messages, and steps over what a later version added', () => {
    const log = createRoomLog();
    log.start('e1', 0);
    const reaction = { type: 'reaction', room: 'r', epoch: 'e1', seq: 3 };
    expect(log.take([edited(4, 1), reaction, edited(2, 1)])).toEqual([]);
    expect(log.take([message(1)])).toEqual([message(1), edited(2, 1), reaction, edited(4, 1)]);
    expect(log.take([edited(2, 1), edited(4, 1)])).toEqual([]);
  });
});

describe('a changed message', () => {
  it('keeps its place, and nothing of what it said once deleted', () => {
    const gone = changed(message(1), deleted(2, 1));
    expect(gone).toEqual({ ...message(1), text: undefined, deletedAt: 30 });
    expect(Object.hasOwn(gone, 'text')).toBe(false);
  });

  it('is not brought back by an edit once it was deleted', () => {
    const gone = changed(message(1), deleted(2, 1));
    expect(changed(gone, edited(3, 1))).toBe(gone);
  });

  it('says what the later of two edits in the log says, whatever their clocks say', () => {
    const first = changed(message(1), edited(2, 1, { editedAt: 20 }));
    expect(changed(first, edited(3, 1, { editedAt: 10 }))).toMatchObject({
      seq: 1,
      text: 'edit 3',
      editedAt: 10,
    });
  });

  it('may change from text to data', () => {
    const now = changed(message(1), edited(2, 1, { text: undefined, data: null }));
    expect(now).toMatchObject({ data: null, editedAt: 10 });
    expect(Object.keys(now)).not.toContain('text');
  });
});
