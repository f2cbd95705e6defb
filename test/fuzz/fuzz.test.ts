import { expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import { fuzz } from './fuzz.ts';
import { KINDS } from './hostile-frames.ts';

/** `npm run test:fuzz` sends a million. */
const FRAMES = 6_000;
const SEED = 6;

it(`lives through ${FRAMES} hostile frames (seed ${SEED}), and the innocent connection misses nothing`, async () => {
  const off = Number.POSITIVE_INFINITY;
  const server = await testServer({ rules: { requestsPerSecond: off, connectsPerSecond: off } });
  try {
    const { sent, byKind, surprises, published, missed } = await fuzz({
      url: server.socketUrl,
      token: await server.token('bob'),
      publish: server.publish,
      seed: SEED,
      sockets: 10,
      frames: FRAMES,
    });
    expect(sent).toBe(FRAMES);
    expect(KINDS.filter(kind => !byKind.has(kind))).toEqual([]);
    expect(surprises).toEqual([]);
    expect(published).toBeGreaterThan(0);
    expect(missed).toEqual([]);
    const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text();
    expect(metrics).toMatch(/^lambda_invocations_total\{.*outcome="ok"\} /m);
    expect(metrics).not.toMatch(/^lambda_invocations_total\{.*outcome="(error|timeout|throttled)"\}/m);
    const alice = await server.connect('alice');
    expect(await alice.ask('listRooms')).toMatchObject({ type: 'ok' });
  } finally {
    await server.close();
  }
});
