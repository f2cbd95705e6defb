/** `POST /publish`, as a server with an API key and the people in the rooms see it. */

import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LOCAL_CREDENTIALS } from '../../emulator/local-aws.ts';
import { publishError, published, publishedBatch } from '../../shared/protocol/index.ts';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { Socket } from '../support/socket.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const publish = (body: unknown, headers = {}) =>
  post(server.publish.url, server.publish.apiKey, body, headers);

async function listener(room: string, username = 'alice') {
  const socket = await server.connect(username);
  await socket.ask('joinRoom', { room });
  return socket;
}

describe('one message', () => {
  test('reaches everyone in the room under the next seq, in the server’s name', async () => {
    const alice = await listener('news');
    await alice.ask('sendMessage', { room: 'news', text: 'anything new?' });
    const { status, body } = await publish({ room: 'news', text: 'yes', messageId: 'message-1' });
    expect(status).toBe(200);
    expect(published.parse(body)).toMatchObject({
      room: 'news',
      seq: 2,
      messageId: 'message-1',
      duplicate: false,
    });
    const push = await alice.next(({ type }) => type === 'message');
    expect(push).toEqual({
      type: 'message',
      room: 'news',
      epoch: body.epoch,
      seq: 2,
      ordinal: 2,
      messageId: 'message-1',
      from: { userId: 'server', name: 'Server', server: true },
      text: 'yes',
      sentAt: body.sentAt,
    });
  });

  test('may be in another’s name, which does not hide that it comes from a server, and of any JSON', async () => {
    const alice = await listener('games');
    const from = { userId: 'referee', name: 'The Referee' };
    await publish({ room: 'games', data: { score: [1, 0] }, from });
    const expected = { from: { ...from, server: true }, data: { score: [1, 0] } };
    await expect(alice.next(({ type }) => type === 'message')).resolves.toMatchObject(expected);
    const { messages } = await alice.ask('history', { room: 'games' });
    expect(messages).toMatchObject([expected]);
  });

  test('in a user’s name is neither their repeat, nor counted against their rate', async () => {
    const alice = await listener('in-their-name');
    const from = { userId: await server.userId('alice'), name: 'alice' };
    const message = { room: 'in-their-name', text: 'x', messageId: 'the-same-id' };
    await publish({ ...message, from });
    const reply = await alice.ask('sendMessage', { ...message, text: 'mine' });
    expect(reply).toMatchObject({ type: 'ok', seq: 2, duplicate: false });
  });

  test('a user who signed up as Server is not taken for one', async () => {
    const { endpoint, region, clientId, userPoolId } = server.cognito;
    const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
    const [Username, Password] = ['Server', 'a-Password-1'];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId: userPoolId, Username }));
    const permanent = { UserPoolId: userPoolId, Username, Password, Permanent: true };
    await cognito.send(new AdminSetUserPasswordCommand(permanent));
    const { AuthenticationResult } = await cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    );
    cognito.destroy();
    const impostor = await Socket.open(server.socketUrl, AuthenticationResult?.AccessToken ?? '');
    const alice = await listener('impostors');
    await impostor.ask('joinRoom', { room: 'impostors' });
    await impostor.ask('sendMessage', { room: 'impostors', text: 'your password, please' });
    const { from } = await alice.next(({ type }) => type === 'message');
    // The pool writes names in lower case, and only a server's message says that it is one.
    expect(from).toEqual({ userId: expect.any(String), name: 'server' });
  });

  test('carries a name in NFC', async () => {
    const alice = await listener('names');
    await publish({
      room: 'names',
      text: 'x',
      from: { userId: 'e', name: 'Rene\u0301 \u{1F468}\u200d\u{1F4BB}' },
    });
    const { from } = await alice.next(({ type }) => type === 'message');
    expect(from.name).toBe('Ren\u00e9 \u{1F468}\u200d\u{1F4BB}');
  });

  test('sent again with its messageId is stored once, and pushed again', async () => {
    const alice = await listener('repeats');
    const message = { room: 'repeats', text: 'once', messageId: 'message-1' };
    const first = await publish(message);
    const again = await publish(message);
    expect(again.body).toEqual({ ...first.body, duplicate: true });
    await alice.until(() => alice.messages.length === 2, 'the second push');
    expect(alice.messages[1]).toEqual(alice.messages[0]);
  });

  test('reaches both users of a direct room, who join nothing', async () => {
    const [alice, bob] = [await server.connect('alice'), await server.connect('bob')];
    const ids = [await server.userId('alice'), await server.userId('bob')].sort();
    const { status } = await publish({ room: `dm:${ids[0]}:${ids[1]}`, text: 'the two of you' });
    expect(status).toBe(200);
    for (const socket of [alice, bob])
      await expect(socket.next(({ type }) => type === 'message')).resolves.toHaveProperty(
        'text',
        'the two of you',
      );
  });

  test('is read whatever type the body claims to be, as from curl -d', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await publish({ room: 'forms', text: 'grüße' }, form);
    expect(status).toBe(200);
    const alice = await server.connect('alice');
    const { messages } = await alice.ask('history', { room: 'forms' });
    expect(messages).toMatchObject([{ text: 'grüße' }]);
  });
});

describe('a batch', () => {
  test('of 25 is answered item by item, in the order of each room', async () => {
    const batch = Array.from({ length: 25 }, (_, i) => ({ room: i % 2 ? 'odd' : 'even', text: String(i) }));
    const { status, body } = await publish({ batch });
    expect(status).toBe(200);
    const { results } = publishedBatch.parse(body);
    expect(results.map(result => result.ok && [result.room, result.seq])).toEqual(
      batch.map(({ room }, i) => [room, Math.floor(i / 2) + 1]),
    );
  });

  test('with wrong items says which, and stores the others', async () => {
    const { body } = await publish({
      batch: [
        { room: 'mixed', text: 'fine' },
        { room: 'mixed' },
        'no object',
        { room: 'mixed', text: 'x'.repeat(16_385) },
        { room: 'dm:nobody', text: 'hello?' },
        { room: 'mixed', text: 'fine too' },
      ],
    });
    const { results } = publishedBatch.parse(body);
    expect(results.map(result => (result.ok ? result.seq : result.error.code))).toEqual([
      1,
      'BAD_REQUEST',
      'BAD_REQUEST',
      'TOO_LARGE',
      'NOT_FOUND',
      2,
    ]);
  });
});

describe('refused', () => {
  const message = { room: 'refused', text: 'x' };
  const named = (name: string) => ({ ...message, from: { userId: 'u', name } });

  test.each([
    ['no key', undefined],
    ['a wrong key', 'key_wrong'],
    ['an empty key', ''],
  ])('with %s: 401', async (_, key) => {
    const { status, headers, body } = await post(server.publish.url, key, message);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(publishError.parse(body).code).toBe('FORBIDDEN');
  });

  test('with a user’s token, which is no API key: 401', async () => {
    const { status } = await post(server.publish.url, await server.token('admin'), message);
    expect(status).toBe(401);
  });

  test.each([
    ['not JSON', '{', 400, 'BAD_REQUEST'],
    ['no body', '', 400, 'BAD_REQUEST'],
    ['a __proto__ key', '{"__proto__":{},"room":"r","text":"x"}', 400, 'BAD_REQUEST'],
    ['neither text nor data', { room: 'r' }, 400, 'BAD_REQUEST'],
    ['a smuggled field', { ...message, seq: 1 }, 400, 'BAD_REQUEST'],
    ['a room that is no room', { ...message, room: 'a b' }, 400, 'BAD_REQUEST'],
    ['26 in a batch', { batch: Array.from({ length: 26 }, () => message) }, 400, 'BAD_REQUEST'],
    ['a batch and more', { batch: [message], room: 'r' }, 400, 'BAD_REQUEST'],
    ['a number beyond all doubles', '{"room":"refused","data":[1e400]}', 400, 'BAD_REQUEST'],
    ['a key given twice', '{"room":"refused","text":"a","text":"b"}', 400, 'BAD_REQUEST'],
    ['half a character', '{"room":"refused","data":{"a":"\\ud83d"}}', 400, 'BAD_REQUEST'],
    ['a name with half a character', named('x\ud83d'), 400, 'BAD_REQUEST'],
    ['a name that turns the direction of writing', named('ada\u202Eecila'), 400, 'BAD_REQUEST'],
    ['a name that isolates a direction', named('ada\u2066x'), 400, 'BAD_REQUEST'],
    ['a name with a control character', named('ada\u0007'), 400, 'BAD_REQUEST'],
    ['a name of two lines', named('ada\nServer'), 400, 'BAD_REQUEST'],
    ['a name of nothing that shows', named(' \u200b\u2060'), 400, 'BAD_REQUEST'],
    [
      'a name that is no text',
      { ...message, from: { userId: 'u', name: { toString: 1 } } },
      400,
      'BAD_REQUEST',
    ],
    [
      'a claim to be no server',
      { ...message, from: { userId: 'u', name: 'n', server: false } },
      400,
      'BAD_REQUEST',
    ],
    ['too much text', { ...message, text: 'x'.repeat(16_385) }, 413, 'TOO_LARGE'],
    ['a direct room of one', { ...message, room: 'dm:alone' }, 404, 'NOT_FOUND'],
  ])('%s: %4$s', async (_, body, expected, code) => {
    const { status, body: answer } = await publish(body);
    expect([status, publishError.parse(answer).code]).toEqual([expected, code]);
  });

  test('by another method, a preflight among them: 404, of API Gateway, and nothing lets a page read along', async () => {
    const preflight = {
      method: 'OPTIONS',
      headers: { Origin: 'https://page.example', 'Access-Control-Request-Method': 'POST' },
    };
    for (const request of [{}, { method: 'PUT', body: '{}' }, preflight]) {
      const response = await fetch(server.publish.url, request);
      expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('with more than a function may be given: 413, of API Gateway', async () => {
    const body = `{"room":"refused","text":"${'x'.repeat(6_291_456)}"}`;
    const response = await fetch(server.publish.url, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });

  test.each(['application/octet-stream', 'application/json', 'application/json; charset=iso-8859-1'])(
    'in bytes that are not UTF-8, as %s: nothing is stored in their place',
    async type => {
      const response = await fetch(server.publish.url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.publish.apiKey}`,
          'content-type': type,
        },
        body: Buffer.from('{"room":"refused","text":"gr\u00fc\u00dfe"}', 'latin1'),
      });
      expect([response.status, await response.json()]).toEqual([
        400,
        { code: 'BAD_REQUEST', message: expect.stringContaining('UTF-8') },
      ]);
    },
  );

  test('into a room that nobody may ever join: 404', async () => {
    const closed = await testServer({ settings: { OPEN_ROOMS: 'false' } });
    const { status } = await post(closed.publish.url, closed.publish.apiKey, message);
    expect(status).toBe(404);
    await closed.close();
  });

  test.each([
    [
      '503 while Secrets Manager is away',
      { SECRETS_MANAGER_ENDPOINT: 'http://127.0.0.1:1' },
      503,
      'UNAVAILABLE',
    ],
    ['500 where the secret is not there', { SECRET_ID: 'arn:missing' }, 500, 'INTERNAL'],
  ])('%s, and nothing of why leaves the log', async (_, settings, expected, code) => {
    const error = vi.fn();
    const broken = await testServer({ settings, container: { logger: { warn() {}, error } } });
    const { status, body } = await post(broken.publish.url, broken.publish.apiKey, message);
    expect([status, body.code]).toEqual([expected, code]);
    expect(JSON.stringify(body)).not.toMatch(/arn:|node_modules|\.ts|127\.0|stack/);
    expect(error).toHaveBeenCalled();
    await broken.close();
  });
});
