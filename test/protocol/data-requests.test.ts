/** Users ask for a copy of what is theirs, or for its erasure, in a deployment that takes such requests. */
import { afterAll, expect, it } from 'vitest';
import { movedClock } from '../support/moved-clock.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const DAY_SECONDS = 86_400;
/** Yesterday's, so that a connection of today has not expired a day later. */
const clock = movedClock();
clock.ahead(-DAY_SECONDS);
const server = await testServer({ settings: { DATA_REQUESTS: 'true' }, container: { clock } });
afterAll(() => server.close());

const ok = { type: 'ok' };
const request = (socket: Socket, what: string) => socket.ask('requestMyData', { what });
const notesOf = async (admin: Socket, by: string, filter = {}): Promise<Frame[]> =>
  (await admin.ask('adminAudit', { by: await server.userId(by), ...filter })).entries;

it('either request is in the audit, where an administrator lists it by what is asked for', async () => {
  const [alice, admin] = await server.connectAll(['alice', 'admin']);
  const userId = await server.userId('alice');
  for (const what of ['export', 'erasure']) expect(await request(alice, what)).toMatchObject(ok);
  for (const action of ['requestExport', 'requestErasure'])
    expect(await notesOf(admin, 'alice', { what: action })).toEqual([
      { at: clock.now(), by: { userId, name: 'alice' }, address: '127.0.0.1', action, userId },
    ]);
});

it('of 40 at once there is one note of each; the others are refused, and say when to ask again', async () => {
  const [dave, admin] = await server.connectAll(['dave', 'admin']);
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, n) => request(dave, n % 2 ? 'export' : 'erasure')),
  );
  expect(replies.filter(({ type }) => type === 'ok')).toHaveLength(2);
  for (const { code, retryAfterMs } of replies.filter(({ type }) => type !== 'ok')) {
    expect(code).toBe('RATE_LIMITED');
    expect(retryAfterMs).toBeGreaterThan(0);
  }
  const notes = await notesOf(admin, 'dave');
  expect(notes.map(({ action }) => action).sort()).toEqual(['requestErasure', 'requestExport']);
});

it('each is taken once a day, and again after exactly the time that the refusal says', async () => {
  const [bob, admin] = await server.connectAll(['bob', 'admin']);
  expect(await request(bob, 'export')).toMatchObject(ok);
  clock.ahead(DAY_SECONDS - 1);
  expect(await request(bob, 'export')).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1_000 });
  expect(await request(bob, 'erasure')).toMatchObject(ok);
  clock.ahead(1);
  expect(await request(bob, 'export')).toMatchObject(ok);
  expect((await notesOf(admin, 'bob')).map(({ action }) => action)).toEqual([
    'requestExport',
    'requestErasure',
    'requestExport',
  ]);
});
