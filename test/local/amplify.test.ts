/** AWS Amplify against `npm start`, as an application of its own has it: it knows the endpoint and the pool, and nothing else. */
import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';
import { afterEach, expect, it, vi } from 'vitest';
import { demoPassword } from '../../local/demo-users.ts';
import { Socket } from '../support/socket.ts';
import { killAll, ready, run } from './processes.ts';

afterEach(killAll);

it('signs in, renews, connects, resets a password by the code that the server prints, and signs out', async () => {
  const server = run('local/main.ts', '--port', '0', '--in-memory', '--json');
  const { cognito, socketUrl } = await ready(server);
  const { userPoolId, clientId: userPoolClientId, endpoint: userPoolEndpoint } = cognito;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } });

  await auth.signIn({ username: 'alice', password: demoPassword('alice') });
  const first = await auth.fetchAuthSession();
  const renewed = await auth.fetchAuthSession({ forceRefresh: true });
  const token = String(renewed.tokens?.accessToken);
  expect(token).not.toBe(String(first.tokens?.accessToken));
  const alice = await Socket.open(socketUrl, token);
  expect(await alice.ask('joinRoom', { room: 'general' })).toMatchObject({ type: 'ok' });
  await alice.close();
  await auth.signOut();
  await expect(auth.getCurrentUser()).rejects.toHaveProperty('name', 'UserUnAuthenticatedException');

  await auth.resetPassword({ username: 'alice' });
  const printed = () => /^Code for alice: (\S+)$/m.exec(server.output.stderr)?.[1];
  await vi.waitFor(() => expect(printed()).toBeDefined(), { timeout: 10_000 });
  const newPassword = 'Battery-staple-2';
  await auth.confirmResetPassword({ username: 'alice', newPassword, confirmationCode: printed() ?? '' });
  await expect(auth.signIn({ username: 'alice', password: newPassword })).resolves.toHaveProperty(
    'isSignedIn',
    true,
  );
  await auth.signOut({ global: true });
});
