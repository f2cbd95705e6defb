/** A key of the server API that is good for everything, for the person who works on this machine. */
import { createHash } from 'node:crypto';
import { CURRENT, type Secret } from '../emulator/secrets-manager/secret.ts';
import type { Secrets } from '../emulator/secrets-manager/secrets.ts';
import { parseSecret } from '../shared/aws/secret.ts';
import { scope } from '../shared/protocol/operations.ts';

/** No secret: the AWS key of this machine, `local`, opens as much. */
export const LOCAL_API_KEY = 'key_local-server-api';

const ENTRY = {
  sha256: createHash('sha256').update(LOCAL_API_KEY).digest('hex'),
  scopes: scope.options,
};

/** Added at each start, since a folder of an older version has none. */
export const addLocalKey = (secrets: Secrets, id: string): Promise<Secret> =>
  secrets.change(id, ({ versions }) => ({
    versions: versions.map(version => {
      if (!version.stages.includes(CURRENT)) return version;
      const { keys, ...rest } = parseSecret(version.value.SecretString);
      const SecretString = JSON.stringify({ ...rest, keys: { ...keys, local: ENTRY } });
      return { ...version, value: { SecretString } };
    }),
  }));
