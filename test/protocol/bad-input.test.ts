/** Nothing that a client can send changes anything, stops the server, or tells more than a code. */
import { once } from 'node:events';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { refused as refusedUpgrade, upgradeByHand, WEBSOCKET_HEADERS } from '../support/gateway-client.ts';
import { testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

const server = await testServer({ settings: { ALLOW_QUERY_TOKEN: 'true' } });
afterAll(() => server.close());

const documents = documentClient({
  endpoint: server.dynamodb.endpoint,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});
const everything = async () => {
  const tables = Object.values(server.dynamodb.tables);
  const scans = tables.map(TableName => documents.send(new ScanCommand({ TableName })));
  return (await Promise.all(scans)).map(({ Items }) => Items);
};

describe('a frame that is no request', () => {
  let alice: Socket;
  beforeAll(async () => {
    alice = await server.connect('alice');
    await alice.ask('joinRoom', { room: 'here' });
  });

  const refused: [string, unknown, string][] = [
    ['is not JSON', 'hello', 'BAD_REQUEST'],
    ['is empty', '', 'BAD_REQUEST'],
    ['begins with a byte order mark', '\ufeff{"action":"ping"}', 'BAD_REQUEST'],
    ['begins with two', '\ufeff\ufeff{"action":"sendMessage","room":"here","text":"hi"}', 'BAD_REQUEST'],
    ['is an array', [1, 2], 'BAD_REQUEST'],
    ['is a number', '7', 'BAD_REQUEST'],
    ['is null', 'null', 'BAD_REQUEST'],
    ['has no action', { room: 'here', text: 'hi' }, 'BAD_REQUEST'],
    ['has an action that is no text', { action: 7 }, 'BAD_REQUEST'],
    ['has an unknown action', { action: 'dropTables' }, 'UNKNOWN_ACTION'],
    ['names a route of API Gateway’s own', { action: '$connect' }, 'UNKNOWN_ACTION'],
    ['names the disconnect route', { action: '$disconnect' }, 'UNKNOWN_ACTION'],
    ['names the default route', { action: '$default' }, 'UNKNOWN_ACTION'],
    ['names a member of every object', { action: 'constructor' }, 'UNKNOWN_ACTION'],
    ['has an unknown field', { action: 'sendMessage', room: 'here', text: 'hi', admin: true }, 'BAD_REQUEST'],
    [
      'forges its sender',
      { action: 'sendMessage', room: 'here', text: 'hi', from: { userId: 'bob' } },
      'BAD_REQUEST',
    ],
    ['has a wrong type', { action: 'sendMessage', room: 'here', text: 5 }, 'BAD_REQUEST'],
    ['has no content', { action: 'sendMessage', room: 'here' }, 'BAD_REQUEST'],
    ['has text and data', { action: 'sendMessage', room: 'here', text: 'hi', data: 1 }, 'BAD_REQUEST'],
    ['has an empty text', { action: 'sendMessage', room: 'here', text: '' }, 'BAD_REQUEST'],
    ['has half a character', '{"action":"sendMessage","room":"here","text":"\\ud83d"}', 'BAD_REQUEST'],
    ['has a room of 129 characters', { action: 'joinRoom', room: 'r'.repeat(129) }, 'BAD_REQUEST'],
    ['has a room with a space', { action: 'joinRoom', room: 'a b' }, 'BAD_REQUEST'],
    ['has an id of 65 characters', { action: 'joinRoom', room: 'here', id: 'i'.repeat(65) }, 'BAD_REQUEST'],
    [
      'has a messageId of 7 characters',
      { action: 'sendMessage', room: 'here', text: 'a', messageId: '1234567' },
      'BAD_REQUEST',
    ],
    ['asks for page 0', { action: 'history', room: 'here', limit: 0 }, 'BAD_REQUEST'],
    ['asks for 101 messages', { action: 'history', room: 'here', limit: 101 }, 'BAD_REQUEST'],
    ['asks for before and after', { action: 'history', room: 'here', before: 5, after: 1 }, 'BAD_REQUEST'],
    [
      'has a text of 16,385 bytes',
      { action: 'sendMessage', room: 'here', text: 'x'.repeat(16_385) },
      'TOO_LARGE',
    ],
    [
      'has a text of 8,193 two-byte characters',
      { action: 'sendMessage', room: 'here', text: 'ü'.repeat(8_193) },
      'TOO_LARGE',
    ],
    [
      'has data of 16,385 bytes',
      { action: 'sendMessage', room: 'here', data: 'x'.repeat(16_384) },
      'TOO_LARGE',
    ],
    [
      'has data 65 levels deep',
      `{"action":"sendMessage","room":"here","data":${'['.repeat(65)}${']'.repeat(65)}}`,
      'BAD_REQUEST',
    ],
    [
      'has data 8,000 levels deep',
      `{"action":"sendMessage","room":"here","data":${'['.repeat(8_000)}${']'.repeat(8_000)}}`,
      'BAD_REQUEST',
    ],
    [
      'has a __proto__ key',
      '{"action":"sendMessage","room":"here","text":"a","__proto__":{"admin":true}}',
      'BAD_REQUEST',
    ],
    [
      'has a __proto__ key deep inside',
      '{"action":"sendMessage","room":"here","data":{"a":[{"__proto__":1}]}}',
      'BAD_REQUEST',
    ],
    [
      'speaks in a room it has not joined',
      { action: 'sendMessage', room: 'elsewhere', text: 'hi' },
      'NOT_JOINED',
    ],
    [
      'speaks in a direct room of others',
      { action: 'sendMessage', room: 'dm:x:y', text: 'hi' },
      'NOT_JOINED',
    ],
    ['joins a direct room', { action: 'joinRoom', room: 'dm:x:y' }, 'FORBIDDEN'],
  ];

  it.each(refused)('that %s is refused, and changes nothing', async (_, frame, code) => {
    const before = await everything();
    const answered = alice.frames.length;
    alice.send(frame);
    await alice.until(() => alice.frames.length > answered, 'the refusal');
    const refusal = alice.frames[answered];
    expect(refusal).toMatchObject({ type: 'error', code, message: expect.any(String) });
    expect(JSON.stringify(refusal)).not.toMatch(/arn:|node_modules|\.ts:|connections"|stack/);
    expect(await everything()).toEqual(before);
    expect(alice.closed).toBeUndefined();
  });

  /** What JSON.parse would change without a word, and where it stands in the frame. */
  const altered: [string, string, string][] = [
    ['a number beyond all doubles', '1e400', 'data'],
    ['a number too small for a double', '[0,1e-400]', 'data.1'],
    ['an integer of 20 digits', '{"id":12345678901234567890}', 'data.id'],
    ['the first integer that a double skips', '[[9007199254740993]]', 'data.0.0'],
    ['a fraction of 19 digits', '{"a":{"b":[1,-0.1234567890123456789]}}', 'data.a.b.1'],
    ['half a character', '"\\ud83d"', 'data'],
    ['half a character deep inside', '{"a":["ok",{"b":"x\\udc00"}]}', 'data.a.1.b'],
    ['half a character in a key', '{"a":{"\\ud83d":1}}', 'data.a.\ud83d'],
    ['a key given twice', '{"a":1,"b":2,"a":1}', 'data.a'],
    ['a key given twice, once in disguise', '{"b":[{"a":{"x":1},"\\u0061":2}]}', 'data.b.0.a'],
  ];
  it.each(altered)(
    'with %s in data is refused by its path, in a message and in an edit, and changes nothing',
    async (_, data, path) => {
      const before = await everything();
      for (const action of ['"sendMessage"', '"editMessage","seq":1']) {
        const answered = alice.frames.length;
        alice.send(`{"action":${action},"room":"here","data":${data}}`);
        await alice.until(() => alice.frames.length > answered, 'the refusal');
        const issues = [{ path, message: expect.any(String) }];
        expect(alice.frames[answered]).toMatchObject({ code: 'BAD_REQUEST', issues });
      }
      expect(await everything()).toEqual(before);
    },
  );

  it('says which fields were wrong, and answers to the id', async () => {
    const refusal = await alice.ask('sendMessage', { room: 'a b', text: 'hi', extra: 1 });
    expect(refusal.issues).toEqual(
      expect.arrayContaining([
        { path: 'room', message: expect.any(String) },
        { path: '', message: expect.stringContaining('extra') },
      ]),
    );
  });

  it('may hold what JSON.parse keeps: it comes back as the same value', async () => {
    await alice.ask('joinRoom', { room: 'exact' });
    const kept: [string, unknown][] = [
      ['9007199254740992', 2 ** 53],
      ['123456789012345680000', 123456789012345680000],
      ['1.7976931348623157e308', Number.MAX_VALUE],
      ['5e-324', Number.MIN_VALUE],
      ['0.30000000000000004', 0.1 + 0.2],
      ['[1.0,1E+2,1e-7,0e999]', [1, 100, 1e-7, 0]],
      ['-0', 0],
      ['"1e400 12345678901234567890 \\" : {"', '1e400 12345678901234567890 " : {'],
      ['{"a":{"b":1},"b":{"a":1},"constructor":1}', { a: { b: 1 }, b: { a: 1 }, constructor: 1 }],
      ['"\\ud83d\\ude00"', '\u{1F600}'],
    ];
    for (const [data] of kept) alice.send(`{"action":"sendMessage","id":"x","room":"exact","data":${data}}`);
    await alice.until(
      () => alice.frames.filter(({ id }) => id === 'x').length === kept.length,
      'the replies',
    );
    const { messages } = await alice.ask('history', { room: 'exact' });
    const values = messages.map(({ data }: { data: unknown }) => JSON.stringify(data)).sort();
    expect(values).toEqual(kept.map(([, value]) => JSON.stringify(value)).sort());
  });

  it('leaves the server answering', async () => {
    expect(await alice.ask('sendMessage', { room: 'here', text: 'x'.repeat(16_384) })).toMatchObject({
      type: 'ok',
      seq: 1,
    });
  });
});

describe('a frame that API Gateway would not take', () => {
  const closes: [string, (socket: Socket) => void, number][] = [
    ['is binary', socket => socket.send(Buffer.from('{"action":"ping"}')), 1003],
    ['is over 32 KB', socket => socket.send(`"${'x'.repeat(32_767)}"`), 1009],
    [
      'ends a message over 128 KB',
      socket => {
        for (let part = 0; part < 5; part++) socket.ws.send('x'.repeat(30_000), { fin: part === 4 });
      },
      1009,
    ],
  ];
  it.each(closes)('and that %s closes its connection, and no other', async (_, send, code) => {
    const [socket, other] = await Promise.all([server.connect('bob'), server.connect('carol')]);
    send(socket);
    await socket.until(() => socket.closed !== undefined, 'the close');
    expect(socket.closed?.code).toBe(code);
    expect(await other.ask('joinRoom', { room: 'here' })).toMatchObject({ type: 'ok' });
    await other.close();
  });
});

describe('a token', () => {
  const status = (headers: Record<string, string>, { query = '', protocols = [] as string[] } = {}) =>
    new Promise<number>((resolve, reject) => {
      const ws = new WebSocket(`${server.socketUrl}${query}`, protocols, { headers });
      ws.on('open', () => {
        ws.close();
        resolve(101);
      });
      ws.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      ws.on('error', reject);
    });
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const claims = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const now = () => Math.floor(Date.now() / 1000);

  /** What a forger has: everything but the pool's private key. */
  async function forged(change: object, algorithm = 'RS256'): Promise<string> {
    const good = await server.token('alice');
    const header = JSON.parse(Buffer.from(good.split('.')[0] ?? '', 'base64url').toString());
    const { privateKey } = await generateKeyPair(algorithm);
    return new SignJWT({ ...claims(good), ...change })
      .setProtectedHeader({ ...header, alg: algorithm })
      .sign(privateKey);
  }

  it('opens the connection from the Authorization header, the subprotocol and the query', async () => {
    const token = await server.token('alice');
    expect(await status(bearer(token))).toBe(101);
    expect(await status({}, { protocols: ['messaging.v1', `bearer.${token}`] })).toBe(101);
    expect(await status({}, { query: `?token=${token}` })).toBe(101);
  });

  it.each([
    ['after', (token: string) => ['messaging.v1', `bearer.${token}`]],
    ['before', (token: string) => [`bearer.${token}`, 'messaging.v1']],
  ])('is found in a line of its own %s the protocol: several lines are one list', async (_, lines) => {
    const offered = lines(await server.token('alice')).map(line => `Sec-WebSocket-Protocol: ${line}`);
    const socket = upgradeByHand(server.socketUrl, [...WEBSOCKET_HEADERS, ...offered]);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 101 .*\r\nSec-WebSocket-Protocol: messaging\.v1\r\n/s);
    socket.destroy();
  });

  it('is not looked for in the query, unless the deployment allows it', async () => {
    const asDeployed = await testServer();
    const token = await asDeployed.token('alice');
    await expect(refusedUpgrade(`${asDeployed.socketUrl}?token=${token}`)).resolves.toMatchObject({
      status: 401,
    });
    await asDeployed.close();
  });

  it('that comes as a subprotocol is not echoed: only messaging.v1 is', async () => {
    const alice = await server.connect('alice');
    expect(alice.ws.protocol).toBe('messaging.v1');
    await alice.close();
  });

  it('is needed', async () => expect(await status({})).toBe(401));

  it('of the id kind is refused', async () => {
    const { CognitoIdentityProviderClient, InitiateAuthCommand } = await import(
      '@aws-sdk/client-cognito-identity-provider'
    );
    const { endpoint, region, clientId } = server.cognito;
    const alice = server.users.find(({ username }) => username === 'alice');
    const { AuthenticationResult } = await new CognitoIdentityProviderClient({ endpoint, region }).send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: 'alice', PASSWORD: alice?.password ?? '' },
      }),
    );
    expect(await status(bearer(AuthenticationResult?.IdToken ?? ''))).toBe(401);
  });

  it.each([
    ['is garbage', async () => 'garbage'],
    ['was signed by somebody else', () => forged({})],
    ['has expired', () => forged({ exp: now() - 1 })],
    [
      'is of another issuer',
      () => forged({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' }),
    ],
    ['is of another client', () => forged({ client_id: 'other' })],
    [
      'says alg none',
      async () => {
        const [, payload] = (await server.token('alice')).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'is signed with the public key as a shared secret',
      async () => {
        const { iss } = claims(await server.token('alice'));
        const { keys } = JSON.parse(await (await fetch(`${iss}/.well-known/jwks.json`)).text());
        const secret = new TextEncoder().encode(JSON.stringify(keys[0]));
        return new SignJWT(claims(await server.token('alice')))
          .setProtectedHeader({ alg: 'HS256', kid: keys[0].kid })
          .sign(secret);
      },
    ],
  ])('that %s is refused before the upgrade', async (_, make) => {
    expect(await status(bearer(await make()))).toBe(401);
  });

  it('that was made for another issuer, another client or has expired is refused though its signature is right', async () => {
    const { issuerVerifier } = await import('../../shared/aws/token-verifier.ts');
    const { createServer } = await import('node:http');
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
    const issuers = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>(resolve => issuers.listen(0, '127.0.0.1', resolve));
    const address = issuers.address();
    const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/pool`;
    const verifier = issuerVerifier({ issuer, clientId: 'ours' });
    const signed = (change: object) =>
      new SignJWT({
        iss: issuer,
        sub: 's',
        client_id: 'ours',
        token_use: 'access',
        exp: now() + 60,
        ...change,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .sign(privateKey);
    expect(await verifier.verify(await signed({}))).toMatchObject({ userId: 's' });
    // Whatever else the issuer writes: no name that passes for another, and no group that is no text.
    for (const [username, name] of [
      ['Rene\u0301', 'Ren\u00e9'],
      ['ada\u202eecila', 's'],
      ['', 's'],
      [7, 's'],
    ])
      expect(await verifier.verify(await signed({ username }))).toMatchObject({ name });
    const groups = { 'cognito:groups': [7, 'guests', ['admins'], null] };
    expect(await verifier.verify(await signed(groups))).toMatchObject({ groups: ['guests'] });
    for (const change of [
      { iss: `${issuer}2` },
      { client_id: 'theirs' },
      { token_use: 'id' },
      { exp: now() - 1 },
    ])
      await expect(verifier.verify(await signed(change))).rejects.toThrow();
    issuers.close();
  });
});

it('a row that can’t be read is not blamed on the request: INTERNAL, and logged', async () => {
  const dave = await server.connect('dave');
  await server.stores.rooms.setRole('torn', await server.userId('dave'), 'king' as never, undefined);
  expect(await dave.ask('listRooms')).toMatchObject({ type: 'error', code: 'INTERNAL' });
});
