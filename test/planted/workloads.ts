/** Short conversations under faults, each of which meets one class of bugs; the same seed plays the same one. */
import type { History } from '../history/format.ts';
import type { Client } from './client.ts';
import { World } from './world.ts';

type Workload = (seed: number) => Promise<History>;

async function inRoom(world: World, room: string, users: readonly string[]): Promise<Client[]> {
  const clients = users.map(user => world.client(user));
  await world.settle(Promise.all(clients.map(client => client.connect())));
  await world.settle(Promise.all(clients.map(client => client.join(room))));
  return clients;
}

const sendWhileTheStoreFails: Workload = async seed => {
  const world: World = new World({
    seed,
    fails: ({ operation, input }, handler) =>
      handler === 'send-message' &&
      operation === 'put' &&
      String(input.Item?.SK).startsWith('MSG#') &&
      world.timeline.uniform() < 0.3,
  });
  const clients = await inRoom(world, 'hall', ['ann', 'ben']);
  for (let round = 1; round <= 4; round++) {
    await world.settle(
      Promise.all(clients.map(client => client.send('hall', `message-${round}`, `${client.id}, ${round}`))),
    );
    await world.timeline.pass(1_000);
  }
  return world.finish(['hall'], []);
};

/** Every room is pumped. */
const PUMPED = { DIRECT_LIMIT: '0', PUMP_LEASE_SECONDS: '1' };
/** Longer than what Lambda waits before it tries an event again, and than it tries at all. */
const ALL_RETRIES_MS = 300_000;

async function sendToPump(world: World): Promise<History> {
  const clients = await inRoom(world, 'hall', ['ann', 'ben']);
  const [ann] = clients;
  for (let round = 1; round <= 3; round++) {
    await world.settle(ann?.send('hall', `message-${round}`, `round ${round}`) ?? Promise.resolve());
    await world.timeline.pass(ALL_RETRIES_MS);
  }
  return world.finish(['hall'], clients);
}

/** The first look at who is in the room fails for each entry. */
const pumpWhileTheStoreFails: Workload = seed => {
  let looks = 0;
  return sendToPump(
    new World({
      seed,
      settings: PUMPED,
      fails: ({ operation, input }, handler) =>
        handler === 'fanout' &&
        operation === 'query' &&
        input.TableName === 'connections' &&
        ++looks % 2 === 1,
    }),
  );
};

/** The function dies while it holds the room. */
const killThePump: Workload = seed => {
  let looks = 0;
  return sendToPump(
    new World({
      seed,
      settings: PUMPED,
      kills: ({ operation, input }, handler) =>
        handler === 'fanout' &&
        operation === 'query' &&
        input.TableName === 'connections' &&
        ++looks % 2 === 1,
    }),
  );
};

const sendToOneWhoVanished: Workload = async seed => {
  const world = new World({ seed });
  const [ann, ben, cy] = await inRoom(world, 'hall', ['ann', 'ben', 'cy']);
  if (!ann || !ben || !cy) throw new Error('somebody is missing');
  await world.timeline.pass(60_000);
  ben.drop();
  await world.settle(ann.send('hall', 'message-1', 'Anybody there?'));
  return world.finish(['hall'], [cy]);
};

const sendPastAnExpiry: Workload = async seed => {
  const world = new World({ seed });
  const [ann] = await inRoom(world, 'hall', ['ann']);
  const ben = world.client('ben');
  await world.settle(ben.connect({ livesSeconds: 30 }));
  await world.settle(ben.join('hall'));
  await world.timeline.pass(60_000);
  await world.settle(ann?.send('hall', 'message-1', 'Anybody there?') ?? Promise.resolve());
  return world.finish(['hall'], ann ? [ann] : []);
};

const repeatAfterMinutes: Workload = async seed => {
  const world = new World({ seed });
  const clients = await inRoom(world, 'hall', ['ann', 'ben']);
  const [ann] = clients;
  for (let attempt = 1; attempt <= 2; attempt++) {
    await world.settle(ann?.send('hall', 'message-1', 'Once.', attempt) ?? Promise.resolve());
    await world.timeline.pass(480_000); // 8 minutes
  }
  return world.finish(['hall'], clients);
};

/** Some edits are in the log, and reach their message a while later. */
const editAtOnce: Workload = async seed => {
  const world: World = new World({
    seed,
    delays: ({ operation }, handler) =>
      handler === 'edit-message' && operation === 'update' && world.timeline.uniform() < 0.5 ? 500 : 0,
  });
  const clients = await inRoom(world, 'hall', ['ann', 'ann']);
  const [ann, again] = clients;
  if (!ann || !again) throw new Error('somebody is missing');
  for (let round = 0; round < 3; round++) {
    const seq = 1 + 3 * round;
    await world.settle(ann.send('hall', `message-${round}`, 'first'));
    await world.settle(Promise.all([ann.edit('hall', seq, 'second'), again.edit('hall', seq, 'third')]));
    // The next writer would mend it.
    await world.settle(ann.ask({ action: 'history', room: 'hall' }));
    await world.timeline.pass(1_000);
  }
  return world.finish(['hall'], clients);
};

const joinWhileRemoved: Workload = async seed => {
  const world = new World({ seed });
  const [ann, ben] = [world.client('ann'), world.client('ben')];
  await world.settle(Promise.all([ann.connect(), ben.connect()]));
  await world.settle(ann.ask({ action: 'createRoom', room: 'den', kind: 'private', members: ['ben'] }));
  await world.settle(ann.join('den'));
  await world.settle(
    Promise.all([ben.join('den'), ann.ask({ action: 'removeMember', room: 'den', userId: 'ben' })]),
  );
  await world.timeline.pass(1_000);
  await world.settle(ann.send('den', 'message-1', 'Among us.'));
  return world.finish(['den'], [ann]);
};

/** Looks at who is in the room take long to be answered, and more is sent meanwhile. */
const joinWhileMuchIsSent: Workload = async seed => {
  const world: World = new World({
    seed,
    lags: ({ operation, input }, handler) =>
      handler === 'send-message' && operation === 'query' && input.TableName === 'connections' ? 400 : 0,
  });
  const clients = await inRoom(world, 'hall', ['ann', 'ben']);
  const cy = world.client('cy');
  await world.settle(cy.connect());
  const later = (ms: number) => world.timeline.sleep(world.timeline.uniform() * ms);
  const sends = Array.from({ length: 8 }, async (_, at) => {
    await later(600);
    await clients[at % 2]?.send('hall', `message-${at}`, `One of eight: ${at}`);
  });
  const joins = later(600).then(() => cy.join('hall'));
  await world.settle(Promise.all([...sends, joins]));
  await world.timeline.pass(1_000);
  return world.finish(['hall'], [...clients, cy]);
};

const createAtOnce: Workload = async seed => {
  const world = new World({ seed });
  const clients = [world.client('ann'), world.client('ben')];
  await world.settle(Promise.all(clients.map(client => client.connect())));
  const kind = 'public';
  await world.settle(
    Promise.all(clients.map(client => client.ask({ action: 'createRoom', room: 'hall', kind }))),
  );
  return world.finish(['hall'], []);
};

/** The upgrade is through only after the denial, so that there was nothing to close yet. */
const denyOneWhoConnects: Workload = async seed => {
  const world = new World({ seed });
  const [ann] = await inRoom(world, 'hall', ['ann']);
  const root = world.client('root', ['admins']);
  const ben = world.client('ben');
  await world.settle(Promise.all([root.connect(), ben.connect({ isSlow: true })]));
  const until = world.wall + 3_600_000;
  await world.settle(root.ask({ action: 'adminDisconnect', userId: 'ben', until }));
  world.recorder.denied('ben', world.timeline.now + 3_600_000);
  ben.open();
  await world.settle(ben.join('hall'));
  await world.timeline.pass(60_000);
  await world.sweep();
  await world.timeline.pass(1_000);
  await world.settle(ann?.send('hall', 'message-1', 'Among us.') ?? Promise.resolve());
  return world.finish(['hall'], ann ? [ann] : []);
};

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  sendWhileTheStoreFails,
  pumpWhileTheStoreFails,
  killThePump,
  sendToOneWhoVanished,
  sendPastAnExpiry,
  repeatAfterMinutes,
  editAtOnce,
  joinWhileRemoved,
  joinWhileMuchIsSent,
  createAtOnce,
  denyOneWhoConnects,
};
