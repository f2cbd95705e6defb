/** How many messages a page says are unread. */
import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { Message } from '../../client/messaging-client.ts';
import { createReading } from '../../web/chat/reading.ts';

const message = (seq: number, ordinal: number): Message => ({
  room: 'general',
  epoch: 'one',
  seq,
  ordinal,
  messageId: `message-${seq}`,
  from: { userId: 'alice-id', name: 'alice' },
  text: 'hello',
  sentAt: seq,
});

function reading(...messages: Message[]) {
  const marked: number[] = [];
  const all = signal<readonly Message[]>(messages);
  const model = createReading(all, async seq => marked.push(seq));
  for (const one of messages) model.came(one);
  return { model, marked, all };
}

test('an edit and a delete are not counted as unread messages', () => {
  const { model } = reading(message(1, 1), message(2, 2));
  model.known(2);
  model.came({ seq: 3, ordinal: 2 });
  model.came({ seq: 4, ordinal: 2 });
  expect(model.unread.value).toBe(0);
  model.came({ seq: 5, ordinal: 3 });
  expect(model.unread.value).toBe(1);
});

test('a mark older than what the page has counts from what the server listed', () => {
  const { model } = reading(message(40, 30), message(41, 31), message(45, 32));
  model.known(7);
  model.listed(41, 25);
  expect(model.unread.value).toBe(26);
});

test('a page that has seen everything has nothing unread, and marks it', async () => {
  const { model, marked } = reading(message(1, 1), message(4, 2));
  expect(model.unread.value).toBe(2);
  model.seen();
  expect(model.unread.value).toBe(0);
  await expect.poll(() => marked).toEqual([4]);
});
