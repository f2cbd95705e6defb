/** The documents of both APIs: valid by others' validators, and true, since a client made from them works. */
import { readFileSync } from 'node:fs';
import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' };
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import createClient from 'openapi-fetch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { operations } from '../../shared/protocol/operations.ts';
import { MOCK_ROUTES, ROUTES } from '../../shared/routes.ts';
import { clientTypes, TYPES_FILE } from '../../tools/api/client-types.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { paths } from '../support/server-api-types.d.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  operations: z.record(z.string(), z.looseObject({ action: z.string() })).default({}),
});
const get = async (path: string) => document.parse(await (await fetch(`${server.httpUrl}${path}`)).json());

test('the OpenAPI document is valid, and has every operation of the table once', async () => {
  const { operations: _, ...openapi } = await get('/openapi.json');
  expect(await new Validator().validate(structuredClone(openapi))).toMatchObject({ valid: true });
  const listed = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  );
  expect(listed.sort()).toEqual(
    Object.values(operations)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  );
});

test('docs/server-api.md has a row for every operation, with its scope', () => {
  const page = readFileSync('docs/server-api.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\| `([A-Z]+ [^` ]+)`.*?\| (\w+) +\| (yes|no|each) +\|/gm)];
  expect(rows.map(([, name, route, scope]) => [name, route, scope])).toEqual(
    Object.entries(operations).map(([name, { method, path, scope }]) => [name, `${method} ${path}`, scope]),
  );
});

test('the AsyncAPI document is valid, and has every route that a frame selects', async () => {
  const { paths: _, ...asyncapi } = await get('/asyncapi.json');
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(asyncApiSchema);
  validate(asyncapi);
  expect(validate.errors).toBeNull();
  const received = Object.entries(asyncapi.operations).filter(([, { action }]) => action === 'receive');
  expect(received.map(([name]) => name).sort()).toEqual(
    [...ROUTES, ...MOCK_ROUTES]
      .map(({ routeKey }) => routeKey)
      .filter(routeKey => !routeKey.startsWith('$'))
      .sort(),
  );
});

test('the generated types are those of today: `npm run docs -- api` makes them anew', async () => {
  expect(await clientTypes()).toBe(readFileSync(TYPES_FILE, 'utf8'));
});

test('a generated client makes a room, speaks in it and reads it, and is told what was wrong', async () => {
  const client = createClient<paths>({
    baseUrl: server.httpUrl,
    headers: { authorization: `Bearer ${server.api?.apiKey}` },
  });
  const params = { path: { room: 'made:by-client' } };
  const owner = await server.userId('alice');
  const made = await client.PUT('/v1/rooms/{room}', { params, body: { kind: 'private', owner } });
  expect(made.data?.kind).toBe('private');
  await client.POST('/v1/messages', {
    params: { header: { 'Idempotency-Key': 'first' } },
    body: { room: params.path.room, text: 'Hello' },
  });
  const page = await client.GET('/v1/rooms/{room}/messages', { params: { ...params, query: { limit: 5 } } });
  expect(page.data?.messages).toMatchObject([{ seq: 1, text: 'Hello' }]);
  const user = { path: { ...params.path, userId: await server.userId('bob') } };
  await client.PUT('/v1/rooms/{room}/members/{userId}', { params: user, body: { role: 'moderator' } });
  const { data } = await client.GET('/v1/rooms/{room}/members', { params });
  expect(data?.members.map(({ role }) => role).sort()).toEqual(['moderator', 'owner']);
  const ban = { reason: 'spam', until: Date.now() + 60_000 };
  await client.PUT('/v1/rooms/{room}/bans/{userId}', { params: user, body: ban });
  const { data: banned } = await client.GET('/v1/rooms/{room}/bans', { params });
  expect(banned?.bans).toMatchObject([{ ...ban, by: { server: true } }]);
  const { error, response } = await client.DELETE('/v1/rooms/{room}', {
    params: { path: { room: 'nowhere' } },
  });
  expect([response.status, error?.code, error?.title]).toEqual([404, 'NOT_FOUND', 'Not Found']);
});

test('a page to try the server API is served with all that it needs, and nothing from elsewhere', async () => {
  const page = await (await fetch(`${server.httpUrl}/api`)).text();
  const needed = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(needed).toHaveLength(3);
  for (const path of needed) {
    const { status, headers } = await fetch(`${server.httpUrl}${path}`);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get('content-type')).toMatch(/^text\/(css|javascript)/);
  }
  expect((await fetch(`${server.httpUrl}/api/..%2fpackage.json`)).status).toBe(403);
});
