/** What the load tool makes of a log that holds edits, deletes and what a later version may add. */
import { expect, test } from 'vitest';
import { Logs } from '../../load/checker/logs.ts';
import { PushOrder } from '../../load/checker/push-order.ts';
import type { Link } from '../../load/generator/link.ts';
import { type Joined, Reader } from '../../load/generator/reader.ts';
import { Tally } from '../../load/generator/tally.ts';
import type { World } from '../../load/generator/world.ts';
import type { ReadEntry } from '../../shared/protocol/index.ts';

const by = { userId: 'bob', name: 'bob' };
const place = (seq: number) => ({ room: 'r', epoch: 'e1', seq });
const message = (seq: number): ReadEntry => ({
  ...place(seq),
  messageId: `message-${seq}`,
  from: by,
  text: 'x',
  sentAt: seq,
});
const edited = (seq: number, target: number): ReadEntry => ({
  ...place(seq),
  type: 'edited',
  target,
  text: 'y',
  editedAt: 9,
  by,
});
const deleted = (seq: number, target: number): ReadEntry => ({
  ...place(seq),
  type: 'deleted',
  target,
  deletedAt: 9,
  by,
});

async function reader() {
  const tally = new Tally();
  const logs = new Logs();
  // Of the world and of a link the reader uses no more than this, as long as nothing is missing.
  const world = { tally, logs } as World;
  const link = {} as Link;
  const one = new Reader(world, () => false, true);
  const joined: Joined = {
    ok: true,
    room: 'r',
    epoch: 'e1',
    head: 0,
    messages: [],
    more: false,
    recovered: false,
    connections: 1,
  };
  await one.joined(joined, link, false);
  const order = new PushOrder(0);
  return {
    one,
    counts: tally.counts,
    logs,
    push: (entry: ReadEntry) => one.pushed(order, entry, link),
    sync: (...messages: ReadEntry[]) =>
      one.caughtUp({ ...joined, head: messages.at(-1)?.seq ?? 0, messages, recovered: true }, link, 'final'),
  };
}

test('edits, deletes and unknown entries have their seq, and are no messages that were delivered', async () => {
  const { one, counts, push } = await reader();
  push(message(1));
  push(edited(2, 1));
  push({ ...place(3), type: 'reaction' });
  push(message(4));
  expect(one.members('a')).toMatchObject([{ applied: 4, holes: [], ahead: [] }]);
  expect(counts).toMatchObject({ pushed: 2, outOfOrder: 0, duplicated: 0 });
});

test('a change whose push was lost is fetched, and leaves no message missing', async () => {
  const { one, counts, push, sync } = await reader();
  push(message(1));
  await sync(edited(2, 1), message(3));
  expect(one.members('a')).toMatchObject([{ applied: 3, holes: [] }]);
  expect(counts).toMatchObject({ pushed: 1, final: 1 });
});

test('an edit that reads as the delete which followed it is the same entry; one of another target is not', async () => {
  const { logs, push, sync } = await reader();
  push(message(1));
  push(edited(2, 1));
  await sync(deleted(2, 1));
  expect(logs.saw('r', 'e1', 2, '2 changes 1')).toBe('same');
  expect(logs.saw('r', 'e1', 2, '2 changes 7')).toBe('differs');
});
