/** Who drops out and comes back, as the others in the room see it. The clock is in the test's hand. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Faults } from '../../emulator/faults/faults.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { ENV } from '../../shared/names.ts';
import { movedClock } from '../support/moved-clock.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const clock = movedClock();
const faults = new Faults({ 'dynamodb-throttle': 0 }, 1);
const runs: Record<string, number> = {};
const server = await testServer({
  container: { clock },
  queuesNow: clock.now,
  departuresWindowSeconds: 0,
  faults,
  onFinished({ fn }) {
    runs[fn.handler] = (runs[fn.handler] ?? 0) + 1;
  },
});
afterAll(() => server.close());

let room = '';
beforeEach(() => {
  room = crypto.randomUUID();
});

/** Does something, and waits until the function that it starts has run so many times. */
async function until(handler: string, work: () => unknown, times = 1): Promise<void> {
  const due = (runs[handler] ?? 0) + times;
  await work();
  await expect.poll(() => runs[handler] ?? 0, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(due);
}

const dropsOut = (socket: Socket) => until('disconnect', () => socket.ws.terminate());
/** Past the time that a departure waits. */
const isLookedAt = (seconds: number) => until('departures', () => clock.ahead(seconds));

async function comesIn(name: string, fields: object = {}): Promise<Socket> {
  const socket = await server.connect(name);
  await socket.ask('joinRoom', { room, ...fields });
  return socket;
}

/** All are there for a while. */
async function allIn<const Names extends readonly string[]>(...names: Names) {
  const sockets = await server.connectAll(names, room);
  clock.ahead(5);
  return sockets;
}

/** What somebody was told of a user. */
async function toldTo(socket: Socket, name: string): Promise<string[]> {
  await socket.settled();
  return socket
    .of('presence')
    .filter((push: Frame) => push.room === room && push.user.name === name)
    .map((push: Frame) => push.event);
}

describe('whoever drops out', () => {
  it('and is back within 15 s is told to nobody', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    clock.ahead(14);
    await comesIn('alice');
    await isLookedAt(7);
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
  });

  it('the same with all rooms joined at once', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    const back = await server.connect('alice');
    await back.ask('joinRooms', { rooms: [{ room }, { room: `${room}-2` }] });
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
  });

  it('and stays away is told of once, after 15 s', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    clock.ahead(14);
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
    await isLookedAt(7);
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave']);
    await comesIn('alice');
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave', 'join']);
  });

  it('and is back after 15 s, before it was told, is told to be there, and never told as gone', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    clock.ahead(16);
    await comesIn('alice');
    await isLookedAt(5);
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'join']);
  });

  it('and comes back, and drops out again, has 15 s anew, and is told of once', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    clock.ahead(10);
    const again = await comesIn('alice');
    clock.ahead(8);
    await dropsOut(again);
    await isLookedAt(3);
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
    clock.ahead(8);
    const third = await comesIn('alice');
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
    await isLookedAt(10);
    await dropsOut(third);
    await isLookedAt(21);
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave']);
  });

  it('keeps nobody else: who drops out with them and stays away is told of', async () => {
    const [bob, alice, carol] = await allIn('bob', 'alice', 'carol');
    await until('disconnect', () => [alice, carol].map(one => one.ws.terminate()), 2);
    await comesIn('alice');
    await isLookedAt(21);
    await bob.next(({ event, user }: Frame) => event === 'leave' && user?.name === 'carol');
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
    expect(await toldTo(bob, 'carol')).toEqual(['join', 'leave']);
  });

  it('and comes back is told to those who joined or looked meanwhile, whom nobody was shown', async () => {
    const bob = await comesIn('bob', { view: true });
    const carol = await comesIn('carol', { view: false });
    const alice = await comesIn('alice');
    clock.ahead(5);
    await dropsOut(alice);
    clock.ahead(5);
    const admin = await comesIn('admin');
    const { rooms } = await carol.ask('view', { rooms: [{ room }] });
    expect(rooms[0].users.map(({ name }: Frame) => name)).not.toContain('alice');
    await comesIn('alice');
    expect(await toldTo(admin, 'alice')).toEqual(['join']);
    expect(await toldTo(carol, 'alice')).toEqual(['join']);
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
  });
});

describe('a leave on purpose', () => {
  it('is told at once, also of who has just come back, and the next join is told too', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    const back = await comesIn('alice');
    await back.ask('leaveRoom', { room });
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave']);
    await back.ask('joinRoom', { room });
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave', 'join']);
  });

  it('of one device as the other drops out is told at once, and so is the return of the other', async () => {
    const [bob, phone, laptop] = await allIn('bob', 'alice', 'alice');
    await dropsOut(laptop);
    await phone.ask('leaveRoom', { room });
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave']);
    await comesIn('alice');
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave', 'join']);
    await isLookedAt(21);
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave', 'join']);
  });
});

describe('of several connections', () => {
  it('one drops out and the other stays: nobody is told', async () => {
    const [bob, _phone, laptop] = await allIn('bob', 'alice', 'alice');
    await dropsOut(laptop);
    await isLookedAt(21);
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
  });

  it('one drops out after the other: it is told once, 15 s after the last', async () => {
    const [bob, phone, laptop] = await allIn('bob', 'alice', 'alice');
    await dropsOut(laptop);
    clock.ahead(14);
    await dropsOut(phone);
    await isLookedAt(7);
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
    await isLookedAt(14);
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave']);
  });
});

describe('the queue', () => {
  const departureOf = async (name: string) => {
    const userId = await server.userId(name);
    const [found] = (await server.stores.departures.since(userId, 0, 'strong')).slice(-1);
    return { ...found, rooms: [room] };
  };

  it('that hands a departure out twice tells nobody that one has gone who is there again', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    const body = JSON.stringify(await departureOf('alice'));
    await isLookedAt(21);
    await comesIn('alice');
    const attributes = { ApproximateReceiveCount: '2' };
    const Payload = JSON.stringify({ Records: [{ messageId: '1', receiptHandle: '1', body, attributes }] });
    const again = new InvokeCommand({ FunctionName: 'departures', Payload });
    const endpoint = server.httpUrl;
    const { Payload: said } = await new LambdaClient({
      endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    }).send(again);
    expect(JSON.parse(Buffer.from(said ?? []).toString())).toEqual({ batchItemFailures: [] });
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave', 'join']);
  });

  it('whose function fails hands it out again, and the leave is told', async () => {
    const [bob, alice] = await allIn('bob', 'alice');
    await dropsOut(alice);
    faults.change({ 'dynamodb-throttle': 1 });
    await isLookedAt(21);
    faults.change({});
    expect(await toldTo(bob, 'alice')).toEqual(['join']);
    await isLookedAt(181);
    expect(await toldTo(bob, 'alice')).toEqual(['join', 'leave']);
  });
});

describe('every leave is told at once', () => {
  it('where none is put off, and where the queue can’t be reached', async () => {
    for (const [variable, value] of [
      ['LEAVE_DELAY_SECONDS', '0'],
      [ENV.departuresQueue, 'http://127.0.0.1:9/000000000000/nowhere'],
    ] as const) {
      const own = await testServer({ settings: { [variable]: value } });
      try {
        const [bob, alice] = await own.connectAll(['bob', 'alice'], room);
        await alice.close();
        expect(await bob.next(({ event }: Frame) => event === 'leave')).toMatchObject({ room });
        await own.connectAll(['alice'], room);
        await bob.settled();
        expect(bob.of('presence').map(({ event }: Frame) => event)).toEqual(['join', 'leave', 'join']);
      } finally {
        await own.close();
      }
    }
  });
});
