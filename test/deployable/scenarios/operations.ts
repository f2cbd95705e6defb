/** What operators see and do: statistics, a disconnect, the sweeper, dead letters, expiry, stack traces. */
import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { newId } from '../../../emulator/gateway/ids.ts';
import { GAUGES } from '../../../shared/names.ts';
import type { Backend } from '../backend.ts';
import type { Scenario } from '../scenario.ts';
import { ask } from './ask.ts';

export const adminDisconnect: Scenario = {
  name: 'an administrator sees who is there, and disconnects somebody',
  async run(backend) {
    const [admin, dave] = [await backend.connect('admin'), await backend.connect('dave')];
    await ask(dave, 'joinRoom', { room: 'corridor' });
    const since = Date.now();
    // A count of a moment ago may be another function's.
    const counted = () => ask(admin, 'adminStats');
    await expect.poll(async () => (await counted()).asOf, { timeout: 10_000 }).toBeGreaterThanOrEqual(since);
    expect((await counted()).connections).toBeGreaterThanOrEqual(2);
    const { users } = await ask(admin, 'adminFind', { name: 'dave' });
    const { userId } = users.find(({ name }: { name: string }) => name === 'dave');
    expect(await ask(admin, 'adminRoom', { room: 'corridor' })).toMatchObject({ connections: 1 });
    // Of a connection that has no socket any more nobody else tells those who look.
    const gone = randomUUID();
    await backend.haunt('corridor', gone);
    expect(await ask(admin, 'adminDisconnect', { userId: gone })).toMatchObject({ disconnected: 0 });
    await dave.until(
      () => dave.of('presence').some(({ event }) => event === 'leave'),
      'the leave of one long gone',
    );
    await backend.haunt('corridor');
    expect(await ask(admin, 'adminDisconnect', { userId })).toMatchObject({ disconnected: 1 });
    await dave.until(() => dave.closed !== undefined, 'the close of the disconnected connection');
    expect(dave.of('bye')).toMatchObject([{ code: 'KICKED' }]);
    const back = await backend.connect('dave');
    await ask(back, 'joinRoom', { room: 'corridor' });
    await backend.haunt('corridor');
    await ask(admin, 'ban', { userId });
    await back.until(() => back.closed !== undefined, 'the close of the banned connection');
    expect((await ask(admin, 'listBans')).bans).toMatchObject([{ userId }]);
    await ask(admin, 'unban', { userId });
    expect((await ask(admin, 'adminAudit')).entries).toContainEqual(
      expect.objectContaining({ action: 'ban', userId }),
    );
    await ask(admin, 'adminDisconnect', { userId, until: Date.now() + 60_000 });
    await ask(admin, 'adminDisconnect', { userId, until: 0 });
    await admin.close();
  },
};

const INSTANT = 1_000;

export const sweep: Scenario = {
  name: 'the sweeper counts who is connected, and takes away what was left behind',
  async run(backend) {
    const { connections, deletions, messages, rooms } = backend.stores;
    // What a user wrote in a large room is to go.
    const spam = {
      room: 'spam-hall',
      epoch: 'e',
      seq: 1,
      ordinal: 1,
      messageId: 'message-1',
      sentAt: Date.now(),
    };
    await messages.append({ ...spam, from: { userId: 'spammer', name: 'Spammer' }, text: 'Buy' });
    const { leave } = await backend.crowd('spam-hall');
    const admin = await backend.connect('admin');
    await ask(admin, 'deleteMessagesOf', { userId: 'spammer', hours: 1 });
    // A room that was deleted long ago.
    await rooms.create('ruin', { kind: 'public', createdBy: 'somebody', createdAt: 1 });
    await deletions.begin('ruin', 'somebody', 1);
    const alice = await backend.connect('alice');
    await ask(alice, 'joinRoom', { room: 'attic' });
    await backend.haunt('attic');
    // A live one whose time is nearly up.
    const dave = await backend.connect('dave');
    await ask(dave, 'joinRoom', { room: 'cellar' });
    const { users } = await ask(dave, 'presence', { room: 'cellar' });
    const [theirs] = await connections.ofUser(users[0].userId);
    if (theirs === undefined) throw new Error('dave is not connected');
    await connections.open({ ...theirs, expiresAt: Math.floor(Date.now() / INSTANT) + 60 });
    await backend.runSchedules();
    await dave.until(() => dave.closed !== undefined, 'the close of what was about to expire');
    expect(dave.of('bye')).toMatchObject([{ code: 'EXPIRED' }]);
    expect(await connections.atMost('attic', 1_000), 'connections in the room after the sweep').toHaveLength(
      1,
    );
    expect(await rooms.room('ruin'), 'the deleted room after the sweep').toBeUndefined();
    expect(await deletions.find('ruin')).toBeUndefined();
    expect((await messages.find('spam-hall', 1))?.message.deletedAt).toEqual(expect.any(Number));
    await leave();
    await admin.close();
    const metrics = backend.journal.lines.find(line => line.includes(`"${GAUGES.connections}":`)) ?? '';
    // The dashboard and the alarms look under the stack's own name.
    if (!metrics.includes(`"service":"${backend.stackName}"`))
      throw new Error(`METRICS_SERVICE: no metrics of ${backend.stackName}, but ${metrics || 'none'}`);
    await alice.close();
  },
};

const queueOf = ({ ready, stackName }: Backend, logicalId: string) =>
  `${ready.httpUrl}/000000000000/${stackName}-${logicalId}`;

export const deadLetters: Scenario = {
  name: 'an event that the fan-out fails at for good becomes a dead letter',
  async run(backend) {
    const functionName = `${backend.stackName}-fanout`;
    backend.forgive(/-fanout failed: /);
    const lambda = new LambdaClient(backend.asOperator);
    await lambda.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: '{"kind":"nonsense"}',
      }),
    );
    const sqs = new SQSClient(backend.asOperator);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueOf(backend, 'FanOutDeadLettersE0407C71'),
        // The queues' clock runs ten times as fast.
        WaitTimeSeconds: 20,
      }),
    );
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
      { requestPayload: { kind: 'nonsense' }, requestContext: { condition: 'RetriesExhausted' } },
    ]);
    lambda.destroy();
    sqs.destroy();
  },
};

export const expiry: Scenario = {
  name: 'what has expired is deleted by its table',
  async run({ stores, ready }) {
    const expired = Math.floor(Date.now() / INSTANT) - 10;
    const connectionId = newId();
    await stores.connections.open({
      userId: 'expired',
      name: 'expired',
      groups: [],
      connectionId,
      connectedAt: Date.now() - 60_000,
      expiresAt: expired,
    });
    const left = async () => {
      const found: string[] = [];
      await stores.connections.scan(async items => {
        found.push(...items.filter(item => item.connectionId === connectionId).map(({ kind }) => kind));
      });
      return found;
    };
    const message = `expired items of ${ready.dynamodb.tables.connections}: is its TimeToLiveSpecification there?`;
    await expect.poll(left, { timeout: 5_000, message }).toEqual([]);
  },
};

export const traces: Scenario = {
  name: 'a stack trace names our files and lines',
  async run(backend) {
    backend.forgive(/-rotate-secret failed: /);
    const lambda = new LambdaClient(backend.asOperator);
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: `${backend.stackName}-rotate-secret`, Payload: '{}' }),
    );
    expect(FunctionError).toBe('Unhandled');
    const trace = Buffer.from(Payload ?? []).toString();
    if (!trace.includes('handlers/rotate-secret.ts'))
      throw new Error(
        `NODE_OPTIONS=--enable-source-maps: the trace names the bundle, not our files: ${trace}`,
      );
    lambda.destroy();
  },
};
