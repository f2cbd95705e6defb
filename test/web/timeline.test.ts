import { describe, expect, test } from 'vitest';
import type { Change, Message } from '../../shared/protocol/index.ts';
import { type Changes, holeIn, merged, withChange } from '../../web/chat/timeline.ts';

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  room: 'general',
  epoch: 'one',
  seq,
  messageId: `message-${seq}`,
  from: { userId: 'alice-id', name: 'alice' },
  text: `text ${seq}`,
  sentAt: seq,
  ...more,
});
const by = { userId: 'alice-id', name: 'alice' };
const edit = (seq: number, target: number): Change => ({
  type: 'edited',
  room: 'general',
  epoch: 'one',
  seq,
  ordinal: 1,
  target,
  text: `edit ${seq}`,
  editedAt: 5,
  by,
});
const none: Changes = new Map();
const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);

describe('the messages of a room', () => {
  test('pushed and older ones stand in one order, each once', () => {
    const pushed = [message(8), message(9)];
    expect(seqs(merged(pushed, [message(6), message(7), message(8)], none))).toEqual([6, 7, 8, 9]);
    expect(seqs(merged(pushed, [message(10)], none))).toEqual([8, 9, 10]);
    expect(merged(pushed, [], none)).toBe(pushed);
  });

  test('an older page does not undo a change that was pushed meanwhile, whatever its clock says', () => {
    const changes = new Map([[1, edit(9, 1)]]);
    const stale = message(1, { text: 'before', editedAt: 99 });
    expect(merged([], [stale], changes)).toMatchObject([{ text: 'edit 9' }]);
    expect(merged([message(1)], [stale], changes)).toMatchObject([{ text: 'edit 9' }]);
  });

  test('what was deleted stays deleted, also where an older page comes late', () => {
    const gone = message(1, { deletedAt: 7 });
    expect(merged([gone], [message(1)], none)).toEqual([gone]);
    expect(merged([message(1)], [gone], none)).toEqual([gone]);
  });

  test('another log takes the place of the old one', () => {
    expect(seqs(merged([message(7)], [message(1, { epoch: 'two' })], none))).toEqual([1]);
  });

  test('a deleted message keeps its place, without its text; one of another log is not meant', () => {
    const change: Change = {
      type: 'deleted',
      room: 'general',
      epoch: 'one',
      seq: 2,
      target: 1,
      deletedAt: 9,
      by,
    };
    const deleted = withChange(message(1), change);
    expect(deleted).toMatchObject({ seq: 1, deletedAt: 9 });
    expect(deleted).not.toHaveProperty('text');
    expect(withChange(message(1), { ...change, epoch: 'two' })).toEqual(message(1));
  });

  test('a hole is named by what stands around it; a seq that an edit has is none', () => {
    expect(holeIn([message(3), message(4), message(7)])).toEqual({ after: 4, before: 7 });
    expect(holeIn([message(3), message(4)])).toBeUndefined();
    expect(holeIn([message(3, { ordinal: 2 }), message(7, { ordinal: 3 })])).toBeUndefined();
    expect(holeIn([])).toBeUndefined();
  });
});
