import { describe, expect, test } from 'vitest';
import type { Message } from '../../shared/protocol/index.ts';
import { holeIn, merged, withChange } from '../../web/chat/timeline.ts';

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
const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);

describe('the messages of a room', () => {
  test('pushed and older ones stand in one order, each once', () => {
    const pushed = [message(8), message(9)];
    expect(seqs(merged(pushed, [message(6), message(7), message(8)]))).toEqual([6, 7, 8, 9]);
    expect(seqs(merged(pushed, [message(10)]))).toEqual([8, 9, 10]);
    expect(merged(pushed, [])).toBe(pushed);
  });

  test('an older page does not undo a change that was pushed meanwhile', () => {
    const edited = message(1, { text: 'new', editedAt: 5 });
    expect(merged([edited], [message(1)])).toEqual([edited]);
    expect(merged([message(1)], [edited])).toEqual([edited]);
  });

  test('another log takes the place of the old one', () => {
    expect(seqs(merged([message(7)], [message(1, { epoch: 'two' })]))).toEqual([1]);
  });

  test('a deleted message keeps its place, without its text; one of another log is not meant', () => {
    const by = { userId: 'alice-id', name: 'alice' };
    const change = { type: 'deleted', room: 'general', epoch: 'one', seq: 1, deletedAt: 9, by } as const;
    const [deleted] = withChange([message(1)], change);
    expect(deleted).toMatchObject({ seq: 1, deletedAt: 9 });
    expect(deleted).not.toHaveProperty('text');
    expect(withChange([message(1)], { ...change, epoch: 'two' })).toEqual([message(1)]);
  });

  test('a hole is named by what stands before it', () => {
    expect(holeIn([message(3), message(4), message(7)])).toBe(4);
    expect(holeIn([message(3), message(4)])).toBeUndefined();
    expect(holeIn([])).toBeUndefined();
  });
});
