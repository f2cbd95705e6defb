/** What a deployment's own function and its filters make of messages, as the users, servers and operators see it. */
import { afterAll, describe, expect, it } from 'vitest';
import { contextOf, type LambdaHandler } from '../../emulator/lambda/function.ts';
import { ownHandler } from '../../local/functions.ts';
import type { MessageHookEvent } from '../../shared/protocol/message-hook.ts';
import { post } from '../support/publisher.ts';
import { testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

const HOOK = { handler: 'message-hook', memoryMb: 512, timeoutSeconds: 10 };
const asked: MessageHookEvent[] = [];
let release: (() => void) | undefined;
/** Says what the text asks for. */
const hook: LambdaHandler = async event => {
  const question = event as MessageHookEvent;
  asked.push(question);
  const [word = '', rest] = (question.text ?? '').split('=');
  switch (word) {
    case 'change':
      return { verdict: 'change', text: rest };
    case 'refuse':
      return { verdict: 'refuse', ...(rest && { message: rest }) };
    case 'throw':
      throw new Error('the hook is broken');
    case 'empty':
      return { verdict: 'change', text: '' };
    case 'both':
      return { verdict: 'change', text: 'x', data: 1 };
    case 'nothing':
      return undefined;
    case 'held':
      await new Promise<void>(resolve => {
        release = resolve;
      });
      return { verdict: 'allow' };
    default:
      return { verdict: 'allow' };
  }
};

const server = await testServer({
  messageHook: hook,
  settings: { MESSAGE_HOOK_MS: '5000', BLOCKED_WORDS: 'Voldemort, ПРИВЕТ', LINKS: 'members' },
});
afterAll(() => server.close());

const ok = { type: 'ok' };
const refused = { type: 'error', code: 'FORBIDDEN', reason: 'REFUSED' };
const failed = { type: 'error', code: 'UNAVAILABLE', retryAfterMs: 1_000 };

const say = (socket: Socket, room: string, text: string, more: object = {}) =>
  socket.ask('sendMessage', { room, text, ...more });
const logOf = async (socket: Socket, room: string) => {
  const { messages } = await socket.ask('history', { room });
  return messages as { seq: number; text?: string }[];
};
const publish = (body: object) => post(server.publish.url, server.publish.apiKey, body);

describe('a function that is asked before each message', () => {
  it('is given the message, its room and its sender, and what it allows is stored as it was sent', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'asked');
    const sender = { userId: await server.userId('alice'), name: 'alice' };
    expect(await say(alice, 'asked', 'hello', { messageId: 'm-asked-1' })).toMatchObject({ ...ok, seq: 1 });
    expect(asked.at(-1)).toEqual({
      version: 1,
      type: 'message',
      room: 'asked',
      sender,
      messageId: 'm-asked-1',
      text: 'hello',
    });
    expect(await bob.next(({ type, room }) => type === 'message' && room === 'asked')).toMatchObject({
      text: 'hello',
    });
    expect(await alice.ask('editMessage', { room: 'asked', seq: 1, data: { a: 1 } })).toMatchObject(ok);
    expect(asked.at(-1)).toEqual({
      version: 1,
      type: 'edit',
      room: 'asked',
      sender,
      target: 1,
      data: { a: 1 },
    });
  });

  it('changes what is stored and pushed: of messages, of edits and of what servers publish', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'changed');
    await say(alice, 'changed', 'change=mild');
    expect(await bob.next(({ type, room }) => type === 'message' && room === 'changed')).toMatchObject({
      text: 'mild',
    });
    await alice.ask('editMessage', { room: 'changed', seq: 1, text: 'change=milder' });
    expect((await publish({ room: 'changed', text: 'change=mildest' })).status).toBe(200);
    const { seq } = await alice.ask('sendMessage', { room: 'changed', data: { raw: true } });
    expect(await logOf(bob, 'changed')).toMatchObject([
      { seq: 1, text: 'milder' },
      { seq: 2, text: 'milder' },
      { seq: 3, text: 'mildest' },
      { seq, data: { raw: true } },
    ]);
  });

  it('refuses with a text of its own, alike, and nothing of it is stored', async () => {
    const [alice] = await server.connectAll(['alice'], 'refused');
    await say(alice, 'refused', 'first');
    expect(await say(alice, 'refused', 'refuse=Not here')).toMatchObject({ ...refused, message: 'Not here' });
    expect(await say(alice, 'refused', 'refuse')).toMatchObject(refused);
    expect(await alice.ask('editMessage', { room: 'refused', seq: 1, text: 'refuse' })).toMatchObject(
      refused,
    );
    const { status, body } = await publish({ room: 'refused', text: 'refuse=No' });
    expect([status, body]).toMatchObject([403, { code: 'FORBIDDEN', reason: 'REFUSED', message: 'No' }]);
    expect(await logOf(alice, 'refused')).toMatchObject([{ seq: 1, text: 'first' }]);
  });

  it.each(['throw', 'empty', 'both', 'nothing', `refuse=${'x'.repeat(201)}`, `change=${'\ud800'}`])(
    'that fails has nothing stored, and the sender is to send it again: %s',
    async text => {
      const [alice] = await server.connectAll(['alice'], 'failing');
      expect(await say(alice, 'failing', text)).toMatchObject(
        text.endsWith('\ud800') ? { type: 'error' } : failed,
      );
      expect(await logOf(alice, 'failing')).toEqual([]);
    },
  );

  it('is not asked about a message again that was stored, nor about those of a stranger', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await alice.ask('joinRoom', { room: 'again' });
    await say(alice, 'again', 'once', { messageId: 'm-again-1' });
    const before = asked.length;
    expect(await say(alice, 'again', 'once', { messageId: 'm-again-1', attempt: 2 })).toMatchObject({
      duplicate: true,
    });
    expect(await say(bob, 'again', 'hello')).toMatchObject({ code: 'NOT_JOINED' });
    expect(asked).toHaveLength(before);
  });

  it('takes its time, and who is muted meanwhile does not speak any more', async () => {
    const room = 'meanwhile';
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const bobId = await server.userId('bob');
    await alice.ask('createRoom', { room, kind: 'public' });
    await server.stores.rooms.setRole(room, bobId, 'member', undefined);
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
    await say(bob, room, 'before');
    const sent = say(bob, room, 'held');
    await expect.poll(() => release).toBeDefined();
    await alice.ask('muteMember', { room, userId: bobId, until: 4_000_000_000_000 });
    release?.();
    expect(await sent).toMatchObject({ code: 'FORBIDDEN', reason: 'MUTED' });
    expect(await logOf(alice, room)).toMatchObject([{ text: 'before' }]);
  });

  it('is counted by what it said, and timed as every function', async () => {
    const text = await (await fetch(`${server.httpUrl}/metrics`)).text();
    for (const verdict of ['allowed', 'changed', 'refused', 'failed'])
      expect(text).toMatch(new RegExp(`^message_hook_total\\{verdict="${verdict}"\\} [1-9]`, 'm'));
    expect(text).toMatch(/^lambda_duration_seconds_count\{function="message-hook"\} [1-9]/m);
  });
});

describe('filters', () => {
  it('refuse a word wherever it stands, in capitals, in full width or in data, and ask nobody else', async () => {
    const [alice] = await server.connectAll(['alice'], 'words');
    const before = asked.length;
    for (const text of ['voldemort!', 'O VOLDEMORT.', 'ｖｏｌｄｅｍｏｒｔ', 'привет'])
      expect(await say(alice, 'words', text), text).toMatchObject(refused);
    expect(await alice.ask('sendMessage', { room: 'words', data: [{ a: '\nVoldemort' }] })).toMatchObject(
      refused,
    );
    expect((await publish({ room: 'words', text: 'voldemort' })).body).toMatchObject({ reason: 'REFUSED' });
    expect(asked).toHaveLength(before);
    expect(await say(alice, 'words', 'voldemorts')).toMatchObject({ ...ok, seq: 1 });
    expect(await alice.ask('editMessage', { room: 'words', seq: 1, text: 'Voldemort' })).toMatchObject(
      refused,
    );
  });

  it('let only members of a room, both of a conversation and servers send links', async () => {
    const [alice, carol] = await server.connectAll(['alice', 'carol']);
    await alice.ask('createRoom', { room: 'links', kind: 'public' });
    for (const socket of [alice, carol]) await socket.ask('joinRoom', { room: 'links' });
    const link = 'See https://example.com';
    expect(await say(alice, 'links', link)).toMatchObject(ok);
    for (const text of [link, 'www.example.com', 'example.com/x'])
      expect(await say(carol, 'links', text), text).toMatchObject(refused);
    expect(await say(carol, 'links', 'e.g. this, and 1.5/2')).toMatchObject(ok);
    expect((await publish({ room: 'links', text: link })).status).toBe(200);
    const dm = `dm:${[await server.userId('alice'), await server.userId('carol')].sort().join(':')}`;
    expect(await say(carol, dm, link)).toMatchObject(ok);
  });
});

describe('a function that fails or takes too long, where messages are to go through all the same', () => {
  it('has them stored as they were sent', async () => {
    const open = await testServer({
      messageHook: ({ text }: { text: string }) => (text === 'hello' ? new Promise(() => {}) : undefined),
      settings: { MESSAGE_HOOK_FAIL_OPEN: 'true', MESSAGE_HOOK_MS: '50', LINKS: 'none' },
    });
    try {
      const [alice] = await open.connectAll(['alice'], 'open');
      for (const text of ['hello', 'bye']) expect(await say(alice, 'open', text)).toMatchObject(ok);
      expect(await say(alice, 'open', 'https://example.com')).toMatchObject(refused);
      expect(await logOf(alice, 'open')).toMatchObject([{ text: 'hello' }, { text: 'bye' }]);
    } finally {
      await open.close();
    }
  });
});

describe('the example', () => {
  it('removes card numbers, refuses shouting, and lets all else be', async () => {
    const sender = { userId: 'u', name: 'U' };
    const ask = await ownHandler('examples/message-hook.mjs');
    const says = async (text: string) => ask({ sender, text }, contextOf(HOOK, 'test'));
    expect(await says('Pay with 4111 1111 1111 1111')).toEqual({
      verdict: 'change',
      text: 'Pay with [card number removed]',
    });
    expect(await says('WHY DOES NOBODY LISTEN')).toMatchObject({ verdict: 'refuse' });
    expect(await says('OK')).toEqual({ verdict: 'allow' });
  });
});
