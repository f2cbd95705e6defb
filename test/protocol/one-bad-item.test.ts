/** A list with a bad item in it: the other items are answered as if the bad one were not there. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ENV } from '../../shared/names.ts';
import { publishedBatch, replies } from '../../shared/protocol/index.ts';
import { type AimedThrottle, aimedThrottle } from '../support/aimed-throttle.ts';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Frame } from '../support/socket.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

/** As JSON, since what JSON can hold is what can be sent. */
const HOSTILE: readonly [string, string][] = [
  ['null', 'null'],
  ['a number', '7'],
  ['a number of no size', '1e400'],
  ['text', '"room"'],
  ['a list', '["room"]'],
  ['an empty object', '{}'],
  ['a room that is an object', '{"room":{"a":1},"text":"x","after":0,"epoch":"e"}'],
  ['a room that cannot be made text', '{"room":{"toString":1,"valueOf":1},"text":"x"}'],
  ['a room that says how it is written', '{"room":{"toJSON":1},"text":"x"}'],
  ['a room that is a list', '{"room":["good-1"],"text":"x"}'],
  ['a room of 20,000 characters', `{"room":"${'r'.repeat(20_000)}","text":"x"}`],
  ['an unknown field of 10,000 characters', `{"room":"good-1","text":"x","${'k'.repeat(10_000)}":1}`],
  ['a room given twice', '{"room":"elsewhere","room":"good-1","text":"x"}'],
  ['a number that loses digits', '{"room":"good-1","data":12345678901234567890,"after":1.00000000000000001}'],
  ['a member of every object', '{"room":"good-1","text":"x","constructor":1,"hasOwnProperty":1}'],
];

describe('a batch of POST /publish', () => {
  test.each(HOSTILE)(
    'with %s in it stores the good items, and says BAD_REQUEST of that one',
    async (_, item) => {
      const good = (text: string) => JSON.stringify({ room: 'good-1', text });
      const body = `{"batch":[${good('before')},${item},${good('after')}]}`;
      const answer = await post(server.publish.url, server.publish.apiKey, body);
      expect(answer.status).toBe(200);
      const { results } = publishedBatch.parse(answer.body);
      expect(results.map(result => (result.ok ? 'stored' : result.error.code))).toEqual([
        'stored',
        'BAD_REQUEST',
        'stored',
      ]);
      const [alice] = await server.connectAll(['alice']);
      const { messages } = await alice.ask('history', { room: 'good-1', limit: 2 });
      expect(messages.map(({ text }: Frame) => text)).toEqual(['before', 'after']);
      await alice.close();
    },
  );

  test('with a __proto__ key in one item is refused whole, before anything is stored', async () => {
    const body = '{"batch":[{"room":"proto","text":"x"},{"room":"proto","__proto__":{}}]}';
    const { status } = await post(server.publish.url, server.publish.apiKey, body);
    expect(status).toBe(400);
    const [alice] = await server.connectAll(['alice']);
    expect(await alice.ask('history', { room: 'proto' })).toMatchObject({ head: 0 });
    await alice.close();
  });
});

describe.each(['joinRooms', 'sync'] as const)('%s', action => {
  const good = (room: string) =>
    JSON.stringify(action === 'sync' ? { room, after: 0, epoch: 'any' } : { room, after: 0 });

  test.each(HOSTILE)(
    'with %s in it answers the good rooms, and BAD_REQUEST for that one',
    async (_, item) => {
      const [alice] = await server.connectAll(['alice']);
      alice.send(`{"action":"${action}","id":"x","rooms":[${good('good-2')},${item},${good('good-3')}]}`);
      const reply = replies[action].parse(await alice.next(({ id }) => id === 'x'));
      expect(reply.rooms.map(room => (room.ok ? room.room : room.error.code))).toEqual([
        'good-2',
        'BAD_REQUEST',
        'good-3',
      ]);
      // A room that is given twice has no one name.
      const asked = item.includes('elsewhere') ? undefined : JSON.parse(item)?.room;
      expect(reply.rooms[1]?.room).toBe(typeof asked === 'string' ? asked : '');
      await alice.close();
    },
  );

  test('of 49 bad items with long names still fits into a frame, and answers the good one', async () => {
    const [alice] = await server.connectAll(['alice']);
    const bad = Array.from(
      { length: 49 },
      (_, i) => `{"room":"${'\\u0001'.repeat(40)}","${i}${'\\u0001'.repeat(50)}":1}`,
    );
    alice.send(`{"action":"${action}","id":"x","rooms":[${good('good-4')},${bad.join()}]}`);
    const { rooms } = await alice.next(({ id }) => id === 'x');
    expect(rooms.filter(({ ok }: Frame) => ok)).toHaveLength(1);
    expect(rooms).toHaveLength(50);
    await alice.close();
  });
});

describe('members of createRoom', () => {
  test('with a bad one: the room is not created at all, and the issue names its place', async () => {
    const [alice] = await server.connectAll(['alice']);
    const members = ['somebody', { toString: 1 }];
    const refusal = await alice.ask('createRoom', { room: 'unmade', kind: 'private', members });
    expect(refusal).toMatchObject({ code: 'BAD_REQUEST', issues: [{ path: 'members.1' }] });
    expect(await alice.ask('createRoom', { room: 'unmade', kind: 'public' })).toMatchObject({ type: 'ok' });
    await alice.close();
  });

  test('with thousands of bad ones is refused in a frame of the usual size', async () => {
    const [alice] = await server.connectAll(['alice']);
    const members = Array.from({ length: 10_000 }, () => 1);
    const refusal = await alice.ask('createRoom', { room: 'unmade', kind: 'private', members });
    expect(refusal).toMatchObject({ code: 'BAD_REQUEST' });
    expect(JSON.stringify(refusal).length).toBeLessThan(5_000);
    await alice.close();
  });
});

describe('a room whose store is in trouble', () => {
  let throttle: AimedThrottle;
  let troubled: TestServer;
  const error = vi.fn();
  beforeAll(async () => {
    throttle = await aimedThrottle();
    troubled = await testServer({
      settings: { [ENV.dynamodbEndpoint]: throttle.endpoint },
      container: { logger: { warn() {}, error } },
    });
    throttle.standBefore(troubled.dynamodb.endpoint);
    throttle.aim('ROOM#busy', 'ThrottlingException');
    throttle.aim('ROOM#broken', 'ValidationException');
  });
  afterAll(async () => {
    await troubled.close();
    throttle.close();
  });

  test.each([
    ['joinRooms', {}],
    ['sync', { after: 0, epoch: 'any' }],
  ])(
    '%s answers UNAVAILABLE for it, with a time to try again, and the other rooms as ever',
    async (action, cursor) => {
      const [alice] = await troubled.connectAll(['alice']);
      const rooms = ['fine-1', 'busy', 'broken', 'fine-2'].map(room => ({ room, ...cursor }));
      const reply = await alice.ask(action, { rooms });
      expect(reply).toMatchObject({
        type: 'ok',
        rooms: [
          { ok: true, room: 'fine-1' },
          { ok: false, room: 'busy', error: { code: 'UNAVAILABLE', retryAfterMs: expect.any(Number) } },
          { ok: false, room: 'broken', error: { code: 'INTERNAL' } },
          { ok: true, room: 'fine-2' },
        ],
      });
      expect(JSON.stringify(reply)).not.toMatch(/Validation|Throttling|Refused for a test/);
      expect(error).toHaveBeenCalledWith('room failed', expect.objectContaining({ room: 'broken' }));
      await alice.close();
    },
  );

  test('a batch of POST /publish stores what it can', async () => {
    const batch = ['fine-3', 'busy', 'broken', 'fine-4'].map(room => ({ room, text: 'x' }));
    const { status, body } = await post(troubled.publish.url, troubled.publish.apiKey, { batch });
    expect(status).toBe(200);
    expect(
      publishedBatch.parse(body).results.map(result => (result.ok ? result.room : result.error.code)),
    ).toEqual(['fine-3', 'UNAVAILABLE', 'INTERNAL', 'fine-4']);
  });
});
