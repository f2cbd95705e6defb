/** The stand-in behind a real HTTP server, as the gateway serves it, and the real SDK client to talk to it. */
import { createServer } from 'node:http';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { listenerOf } from '../../../emulator/http/http-service.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { SECRETS_MANAGER_TARGET, secretsManagerApi } from '../../../emulator/secrets-manager/api.ts';
import {
  openSecretsManager,
  type SecretsManagerOptions,
} from '../../../emulator/secrets-manager/secrets-manager.ts';
import { awsService } from '../../../emulator/services.ts';

export type ManagerServer = Awaited<ReturnType<typeof startManager>>;

export async function startManager(options: Partial<SecretsManagerOptions> = {}) {
  const manager = await openSecretsManager({ region: LOCAL_REGION, ...options });
  const service = awsService(SECRETS_MANAGER_TARGET, secretsManagerApi(manager));
  const server = createServer(listenerOf([service], (name, error) => console.error(name, error)));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  const client = new SecretsManagerClient({
    region: LOCAL_REGION,
    endpoint: url,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  return {
    manager,
    client,
    url,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await manager.close();
    },
  };
}
