/** The stand-in behind a real HTTP server, as the gateway serves it, and the real SDK client to talk to it. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openPort } from '../../../emulator/http/http-port.ts';
import { ACCEPTED_KEYS, LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { SECRETS_MANAGER_TARGET, secretsManagerApi } from '../../../emulator/secrets-manager/api.ts';
import { openSecrets } from '../../../emulator/secrets-manager/secrets.ts';
import {
  createSecretsManager,
  type SecretsManagerOptions,
} from '../../../emulator/secrets-manager/secrets-manager.ts';
import { awsService } from '../../../emulator/services.ts';

interface ManagerOptions extends Partial<Omit<SecretsManagerOptions, 'secrets'>> {
  readonly directory?: string;
}

export type ManagerServer = Awaited<ReturnType<typeof startManager>>;

export async function startManager({ directory, ...options }: ManagerOptions = {}) {
  const secrets = await openSecrets(directory);
  const manager = createSecretsManager({ secrets, region: LOCAL_REGION, ...options });
  const service = awsService(SECRETS_MANAGER_TARGET, secretsManagerApi(manager), {
    service: 'secretsmanager',
    keys: ACCEPTED_KEYS,
  });
  const port = await openPort(0);
  const { url } = port;
  port.serve([service], (name, error) => console.error(name, error));
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
      await port.close();
      await manager.rotations.ended();
      await secrets.close();
    },
  };
}
