/** docs/protocol.md is true: its examples pass their schemas, its violations are refused as it says, and nothing is missing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gapsIn } from '../../tools/page/gaps.ts';
import { readPage, sectionsOf, violationsOf, withTables } from '../../tools/page/page.ts';
import { testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

const page = readPage();
const server = await testServer();
afterAll(() => server.close());

describe('docs/protocol.md', () => {
  it('documents every frame, code and limit, and no other; every example passes its schema', () => {
    expect(gapsIn(page)).toEqual([]);
  });

  it('has the fields that the schemas have (npm run docs -- protocol makes them anew)', () => {
    expect(withTables(page)).toBe(page);
  });

  it.each([
    ['a frame left out', /^### `sync`[\s\S]*?(?=^### )/m, '', 'sync has no section'],
    [
      'a frame that is none',
      '### `leaveRoom`',
      '### `quitRoom`',
      'quitRoom is documented, and there is no such frame',
    ],
    [
      'an example with a smuggled field',
      '"action": "ping"',
      '"action": "ping", "admin": true',
      /^ping: .* is refused/,
    ],
    [
      'a reply with a smuggled field',
      '"type": "pong"',
      '"type": "pong", "admin": true',
      /^ping: .* has an unknown field/,
    ],
    [
      'an example of another frame',
      '"action": "leaveRoom",',
      '"action": "presence",',
      'leaveRoom shows a frame of presence',
    ],
    ['a code left out', /^\| `CONFLICT` .*\n/m, '', 'Error codes: CONFLICT is missing'],
    ['a limit of another value', '| 32,768 ', '| 65,536 ', 'Limits: frameBytes is 32,768, not 65,536'],
    ['a limit that is none', '| `idLength` ', '| `nameLength`', 'Limits: nameLength is unknown'],
  ])('would not pass with %s', (_, from, to, said) => {
    expect(gapsIn(page.replace(from, to))).toContainEqual(
      typeof said === 'string' ? said : expect.stringMatching(said),
    );
  });
});

describe('a documented violation', () => {
  let alice: Socket;
  beforeAll(async () => {
    const [own, bob] = await server.connectAll(['alice', 'bob'], 'general');
    alice = own;
    await bob.ask('sendMessage', { room: 'general', text: 'bob wrote this' });
    await bob.ask('createRoom', { room: 'den', kind: 'private' });
    await bob.ask('createRoom', { room: 'hall', kind: 'public' });
  });

  const sent = sectionsOf(page)
    .flatMap(violationsOf)
    .filter(({ frame }) => frame !== '—')
    .map(({ section, what, code, frame }) => [section, what, code, frame]);

  it.each(sent)('of %s: %s is answered %s', async (_section, _what, code, frame = '') => {
    const answered = alice.frames.length;
    alice.send(frame);
    await alice.until(() => alice.frames.length > answered, 'the answer');
    expect(alice.frames[answered]).toMatchObject({ type: 'error', code });
  });
});
