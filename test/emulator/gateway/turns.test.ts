import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, until, upgradeByHand } from '../../support/gateway-client.ts';
import { start, stopAll } from './harness.ts';

afterEach(stopAll);

describe('many frames at one instant', () => {
  it('are not all in hand at once, and are all answered', async () => {
    let running = 0;
    let most = 0;
    const run = await start({
      async echo() {
        running += 1;
        most = Math.max(most, running);
        await sleep(20);
        running -= 1;
        return { statusCode: 200, body: 'done' };
      },
    });
    const { ws, next } = await connect(run.socketUrl);
    for (let n = 0; n < 400; n += 1) ws.send('{"action":"echo"}');
    for (let n = 0; n < 400; n += 1) expect(await next()).toBe('done');
    expect(most).toBeLessThanOrEqual(128);
    expect(most).toBeGreaterThan(1);
  });
});

describe('one who has thousands of frames in flight', () => {
  it('holds nobody up: another user’s frame is answered next', async () => {
    let done = 0;
    const run = await start({
      async echo() {
        await sleep(100);
        done += 1;
        return { statusCode: 200, body: 'done' };
      },
    });
    const flooder = await connect(run.socketUrl);
    const other = await connect(run.socketUrl);
    for (let n = 0; n < 3_000; n += 1) flooder.ws.send('{"action":"echo"}');
    await until(() => done > 0);
    const sent = performance.now();
    other.ws.send('{"action":"echo"}');
    expect(await other.next()).toBe('done');
    expect(performance.now() - sent).toBeLessThan(1_500);
    expect(done).toBeLessThan(2_000);
  });
});

describe('frames that keep the CPU busy', () => {
  it('are few at once, so that connections get in between', async () => {
    let begun = 0;
    let running = 0;
    let mostOfTheLast = 0;
    const run = await start({
      async echo() {
        begun += 1;
        running += 1;
        if (begun > 300) mostOfTheLast = Math.max(mostOfTheLast, running);
        for (const until = performance.now() + 2.5; performance.now() < until; );
        await sleep(20);
        running -= 1;
        return { statusCode: 200, body: 'done' };
      },
    });
    const { ws, next } = await connect(run.socketUrl);
    for (let n = 0; n < 400; n += 1) ws.send('{"action":"echo"}');
    for (let n = 0; n < 400; n += 1) await next();
    expect(mostOfTheLast).toBeLessThanOrEqual(8);
  });
});

describe('many who leave at one instant', () => {
  it('don’t keep out who comes, and are all told of', async () => {
    let left = 0;
    const run = await start({
      async disconnect() {
        await sleep(50);
        left += 1;
        return { statusCode: 200 };
      },
    });
    const leavers = await Promise.all(Array.from({ length: 300 }, () => connect(run.socketUrl)));
    for (const { ws } of leavers) ws.terminate();
    await connect(run.socketUrl);
    expect(left).toBeLessThan(300);
    await until(() => left === 300);
  });
});

describe('clients that give up before their turn to connect comes', () => {
  it('take no turn from those who still wait: no $connect runs for them', async () => {
    let letGo = () => {};
    const held = new Promise<void>(resolve => {
      letGo = resolve;
    });
    const run = await start({
      async connect() {
        await held;
        return { statusCode: 200 };
      },
    });
    // As many as can be in hand at once.
    const inHand = Array.from({ length: 128 }, () => connect(run.socketUrl));
    await until(() => run.events.connect?.length === 128);
    const tired = Array.from({ length: 40 }, () => upgradeByHand(run.socketUrl));
    const patient = connect(run.socketUrl);
    await sleep(200);
    for (const socket of tired) socket.destroy();
    await sleep(200);
    letGo();
    await Promise.all([...inHand, patient]);
    expect(run.events.connect).toHaveLength(129);
  });
});
