/** The page behind a proxy with a name of its own, as in a container or a code space: nothing else leads to the server. */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { useBrowser } from './support/browser.ts';
import { composer, say, sees } from './support/room.ts';

const NAME = 'chat.localhost';
const { seat } = useBrowser();

let server: TestServer;
/** It hands on the Host that was asked for. */
const proxy = createServer((asked, answer) => {
  const { method, url: path, headers } = asked;
  const onward = forward({ port: server.port, method, path, headers }, response => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  asked.pipe(onward);
});
proxy.on('upgrade', ({ url, rawHeaders }, socket) => {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${rawHeaders[at + 1]}` : []));
  const onward = connect(server.port, '127.0.0.1', () => {
    onward.write([`GET ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    socket.pipe(onward).pipe(socket);
  });
  for (const end of [socket, onward]) end.on('error', () => socket.destroy());
});

beforeAll(async () => {
  server = await testServer();
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await server.close();
});

test('alice and bob talk by its name; the page asks for no other address', async () => {
  const { port } = proxy.address() as AddressInfo;
  const url = `http://${NAME}:${port}`;
  const asked = new Set<string>();
  const people = [];
  for (const name of ['alice', 'bob']) {
    const person = await seat(url, name, { path: '#general' });
    person.page.on('request', request => asked.add(new URL(request.url()).host));
    person.page.on('websocket', socket => asked.add(new URL(socket.url()).host));
    // From here on the address that it listens on can't be reached, as from another machine.
    await person.page.route(`**://127.0.0.1:${server.port}/**`, route => route.abort());
    await person.page.reload();
    await composer(person.page).waitFor();
    people.push(person);
  }
  const [alice, bob] = people;
  if (!alice || !bob) throw new Error('two people');
  await say(alice.page, 'By another name');
  await sees(bob.page, 'By another name');
  expect([...asked]).toEqual([`${NAME}:${port}`]);
  expect([...alice.errors, ...bob.errors]).toEqual([]);
});
