/** Who may connect, and with how many connections. */
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import type { Socket } from '../../support/socket.ts';
import type { Backend } from '../backend.ts';
import type { Scenario } from '../scenario.ts';
import { ask } from './ask.ts';

const closed = (socket: Socket) => socket.until(() => socket.closed !== undefined, 'the close');

export const tooMany: Scenario = {
  name: 'a user with one connection too many loses the oldest',
  async run(backend) {
    const oldest = await backend.connect('bob');
    await ask(oldest, 'joinRoom', { room: 'hall' });
    const others: Socket[] = [];
    while (others.length < DEFAULT_SETTINGS.connectionsPerUser) others.push(await backend.connect('bob'));
    await closed(oldest);
    expect(oldest.of('bye')).toMatchObject([{ code: 'REPLACED' }]);
    await Promise.all(others.map(socket => socket.close()));
  },
};

export const keptOut: Scenario = {
  name: 'an administrator closes a connection by its id, keeps a user out, and lets them in again',
  async run(backend) {
    const [admin, dave] = [await backend.connect('admin'), await backend.connect('dave')];
    await ask(dave, 'joinRoom', { room: 'corridor' });
    const { users } = await ask(admin, 'presence', { room: 'corridor' });
    const { userId } = users.find(({ name }: { name: string }) => name === 'dave');
    const [row] = await backend.stores.connections.ofUser(userId);
    const { disconnected } = await ask(admin, 'adminDisconnect', { connectionId: row?.connectionId });
    expect(disconnected).toBe(1);
    await closed(dave);
    await ask(admin, 'adminDisconnect', { userId, until: Date.now() + 60_000 });
    await expect(backend.connect('dave')).rejects.toThrow('refused');
    await ask(admin, 'adminDisconnect', { userId, until: 0 });
    await (await backend.connect('dave')).close();
    await admin.close();
  },
};

/** A user's connection that the pool's change closes, and one that is gone already: of that, nothing else takes the rows back. */
async function whoIsEnded(
  backend: Backend,
  username: string,
  change: () => Promise<unknown>,
): Promise<Socket> {
  const socket = await backend.connect(username);
  await ask(socket, 'joinRoom', { room: 'corridor' });
  const { sub = '' } = decodeJwt(await backend.token(username));
  await backend.haunt('corridor', sub);
  await change();
  await closed(socket);
  await expect.poll(() => backend.stores.connections.ofUser(sub), { timeout: 10_000 }).toEqual([]);
  return socket;
}

export const disabled: Scenario = {
  name: 'a user who is disabled in the pool is closed, though the token is good for hours',
  async run(backend) {
    const pool = new CognitoIdentityProviderClient(backend.asOperator);
    const pooled = { UserPoolId: backend.ready.cognito.userPoolId };
    const user = { ...pooled, Username: 'dave' };
    const bob = await backend.connect('bob');
    await ask(bob, 'joinRoom', { room: 'corridor' });
    const carol = await whoIsEnded(backend, 'carol', () =>
      pool.send(new AdminUserGlobalSignOutCommand({ ...pooled, Username: 'carol' })),
    );
    // They may sign in again.
    expect(carol.of('bye')).toMatchObject([{ code: 'EXPIRED' }]);
    const dave = await whoIsEnded(backend, 'dave', () => pool.send(new AdminDisableUserCommand(user)));
    expect(dave.of('bye')).toMatchObject([{ code: 'KICKED' }]);
    await pool.send(new AdminEnableUserCommand(user));
    pool.destroy();
  },
};
