/** AWS's own DynamoDB Local, as the package of AWS Amplify ships it: fetched once, into a folder that git ignores. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';
const CACHE = fileURLToPath(new URL(`../../../.cache/${PACKAGE}-${VERSION}`, import.meta.url));

/** The folder of DynamoDBLocal.jar. */
export function fetchDynamodbLocal(): string {
  const folder = join(CACHE, 'package', 'emulator');
  if (existsSync(join(folder, 'DynamoDBLocal.jar'))) return folder;
  mkdirSync(CACHE, { recursive: true });
  try {
    // Not installed: its dependencies are Amplify's, and nobody asked for those.
    const output = execFileSync(
      'npm',
      ['pack', `${PACKAGE}@${VERSION}`, '--silent', '--pack-destination', CACHE],
      {
        encoding: 'utf8',
        // Not the registry's notices.
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    execFileSync('tar', ['-xzf', join(CACHE, output.trim().split('\n').at(-1) ?? ''), '-C', CACHE]);
  } catch (error) {
    // Half of it would be taken for all of it the next time.
    rmSync(CACHE, { recursive: true, force: true });
    const { stderr, message } = error as Error & { stderr?: string };
    const said = stderr || message;
    throw new Error(
      `${PACKAGE}@${VERSION} can't be fetched from the npm registry: ${said.trim().split('\n')[0]}`,
    );
  }
  if (!existsSync(join(folder, 'DynamoDBLocal.jar')))
    throw new Error(`there is no DynamoDBLocal.jar in ${folder}`);
  return folder;
}
