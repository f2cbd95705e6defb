/** Edits and deletes are entries of the room's log: one order for all, resumed like messages, and proof of what was missed. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** What a client shows that applies a log in seq order: the text of each message, undefined once it was deleted. */
function shown(entries: readonly Frame[]): Map<number, string | undefined> {
  const texts = new Map<number, string | undefined>();
  const gone = new Set<number>();
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (entry.type === 'deleted') gone.add(entry.target);
    const target = entry.target ?? entry.seq;
    texts.set(target, gone.has(target) ? undefined : entry.text);
  }
  return texts;
}

async function wholeLog(socket: Socket, room: string): Promise<Frame[]> {
  const { messages, more } = await socket.ask('history', { room, after: 0 });
  expect(more).toBe(false);
  return messages;
}

describe('two edits of one message that cross', () => {
  it('leave every client, the log and history with the same text', async () => {
    const room = 'crossing';
    const [alice, laptop, bob] = await server.connectAll(['alice', 'alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'first' });
    await Promise.all(
      upTo(8).map(number =>
        (number % 2 ? alice : laptop).ask('editMessage', { room, seq: 1, text: `edit ${number}` }),
      ),
    );
    await bob.until(() => bob.of('edited').length === 8, 'every edit');
    const log = await wholeLog(bob, room);
    expect(log.map(({ seq }) => seq)).toEqual(upTo(9));
    const last = log.at(-1)?.text;
    expect(log[0]?.text, 'history has the edit that is last in the log').toBe(last);
    expect(shown([...bob.messages, ...bob.of('edited')]).get(1), 'what pushes make of it').toBe(last);
  });
});

describe('two deletes at once', () => {
  it('are both answered as done, with the same time', async () => {
    const room = 'two-deletes';
    const [alice, laptop] = await server.connectAll(['alice', 'alice'], room);
    await alice.ask('sendMessage', { room, text: 'x' });
    const replies = await Promise.all(
      [alice, laptop].map(socket => socket.ask('deleteMessage', { room, seq: 1 })),
    );
    for (const reply of replies) expect(reply).toMatchObject({ type: 'ok', target: 1 });
    expect(new Set(replies.map(({ deletedAt }) => deletedAt)).size).toBe(1);
  });
});

describe('an edit and a delete that cross', () => {
  it('leave the message deleted for all, and nothing of its content in the log', async () => {
    const room = 'edit-and-delete';
    const [alice, laptop, bob] = await server.connectAll(['alice', 'alice', 'bob'], room);
    for (const seq of upTo(5)) await alice.ask('sendMessage', { room, text: `secret ${seq}` });
    const replies = await Promise.all(
      upTo(5).flatMap(seq => [
        alice.ask('editMessage', { room, seq, text: `secret edit of ${seq}` }),
        laptop.ask('deleteMessage', { room, seq }),
      ]),
    );
    for (const [index, reply] of replies.entries())
      expect([index % 2 ? 'ok' : reply.type, reply.code]).toEqual([
        reply.type,
        reply.type === 'ok' ? undefined : 'NOT_FOUND',
      ]);
    const log = await wholeLog(bob, room);
    expect(JSON.stringify(log)).not.toContain('secret');
    expect([...shown(log).values()]).toEqual(upTo(5).map(() => undefined));
  });
});

describe('a client that was away', () => {
  it('is given messages and changes in one order, without a gap, each once', async () => {
    const room = 'away';
    const [alice] = await server.connectAll(['alice'], room);
    const { epoch } = await alice.ask('sendMessage', { room, text: 'one' });
    await alice.ask('sendMessage', { room, text: 'two' });
    await alice.ask('editMessage', { room, seq: 1, text: 'ONE' });
    await alice.ask('sendMessage', { room, text: 'three' });
    await alice.ask('deleteMessage', { room, seq: 2 });
    const bob = await server.connect('bob');
    const reply = await bob.ask('joinRoom', { room, after: 2, epoch });
    expect(reply).toMatchObject({ recovered: true, head: 5, more: false });
    expect(reply.messages).toMatchObject([
      { type: 'edited', seq: 3, ordinal: 2, target: 1, text: 'ONE' },
      { seq: 4, ordinal: 3, text: 'three' },
      { type: 'deleted', seq: 5, ordinal: 3, target: 2 },
    ]);
    expect(reply.messages[1]).not.toHaveProperty('type');
  });

  it('learns of an edit whose push was lost with the next that it fetches', async () => {
    const room = 'lost-edit';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    const { epoch } = await alice.ask('sendMessage', { room, text: 'typo' });
    await bob.ask('leaveRoom', { room });
    await alice.ask('editMessage', { room, seq: 1, text: 'right' });
    const { rooms } = await bob.ask('sync', { rooms: [{ room, after: 1, epoch }] });
    expect(rooms).toMatchObject([
      { ok: true, recovered: true, messages: [{ type: 'edited', seq: 2, target: 1, text: 'right' }] },
    ]);
  });
});

it('a message that was edited a hundred times is edited no more', async () => {
  const room = 'often';
  const [alice] = await server.connectAll(['alice'], room);
  await alice.ask('sendMessage', { room, text: 'x' });
  for (const number of upTo(100))
    expect(await alice.ask('editMessage', { room, seq: 1, text: `${number}` })).toMatchObject({ type: 'ok' });
  expect(await alice.ask('editMessage', { room, seq: 1, text: 'more' })).toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
  await alice.ask('deleteMessage', { room, seq: 1 });
  expect(await wholeTexts(alice, room)).toEqual([]);
});

/** Every text that any page of the log still has. */
async function wholeTexts(socket: Socket, room: string): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0, more = true; more; ) {
    const page = await socket.ask('history', { room, after });
    texts.push(...page.messages.flatMap(({ text }: Frame) => text ?? []));
    after = page.messages.at(-1)?.seq ?? after;
    more = page.more;
  }
  return texts;
}
