/** `npm run token -- alice`: an access token, and nothing else, on stdout. */
import { Command } from 'commander';
import * as z from 'zod';
import { signInBySrp } from '../load/target/srp.ts';
import { demoPassword } from '../local/demo-users.ts';

const config = z.object({
  cognito: z.object({ endpoint: z.string(), userPoolId: z.string(), clientId: z.string() }),
});

const program = new Command('npm run token --')
  .description('Signs a user in to a running local server and prints the access token.')
  .argument('<username>', 'alice, bob, carol, dave, admin, or any user you made')
  .option('--url <url>', 'the HTTP address of the server', 'http://127.0.0.1:4000')
  .option('--password <password>', "the user's password; a demo user's is known")
  .allowExcessArguments(false)
  .parse();

const [username = ''] = program.args;
const { url, password = demoPassword(username) } = program.opts<{ url: string; password?: string }>();

async function accessToken(): Promise<string> {
  const response = await fetch(new URL('/config.json', url)).catch(() => {
    throw new Error(`No server answers at ${url}. Start one with: npm start`);
  });
  if (!response.ok)
    throw new Error(`${url} is not a local messaging server: it answered ${response.status}.`);
  const { cognito } = config.parse(await response.json());
  return signInBySrp({ ...cognito, username, password });
}

try {
  console.log(await accessToken());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
