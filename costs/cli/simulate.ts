/** `npm run simulate`: how late messages arrive in rooms of any size, and what they cost, next to one post a message. */
import { Command } from 'commander';
import { ACCOUNT, REGION } from '../defaults.ts';
import { DEPLOYMENT } from '../model/deployment.ts';
import { simulateSizes, sizesUpTo } from '../simulate/sizes.ts';
import { print } from '../table.ts';
import { inputs, positive, pricesFrom, run } from './inputs.ts';
import { simulationTables } from './simulation-tables.ts';

const command = new Command('npm run simulate --')
  .description('Rooms of ten members up to so many, simulated event by event against the account’s quotas.')
  .option('--members <n>', 'the largest room', positive, 1_000_000)
  .option('--rate <n>', 'messages a second into the room', positive, 2)
  .option('--quota <n>', 'requests a second of the account', positive, ACCOUNT.requestsPerSecond)
  .option('--burst <n>', 'requests at once, above the rate', positive, ACCOUNT.burst)
  .option(
    '--room-posts <n>',
    'posts a second that the room may take; unset the same share of --quota as by default',
    positive,
  )
  .option('--concurrency <n>', 'Lambda executions at once', positive, ACCOUNT.concurrency)
  .option('--size <bytes>', 'text of a message', positive, 200)
  .option('--memory <mb>', 'memory of every function', positive)
  .option('--seed <n>', 'the same seed gives the same run', positive, 1)
  .option('--json', 'one JSON array')
  .action(async options => {
    const { rate, quota: requestsPerSecond, burst, concurrency, size: textBytes, seed, memory: mb } = options;
    const share = DEPLOYMENT.roomPostsPerSecond / ACCOUNT.requestsPerSecond;
    const roomPostsPerSecond: number = options.roomPosts ?? share * requestsPerSecond;
    const simulated = await simulateSizes(
      { sizes: sizesUpTo(options.members), ways: ['ours', 'naive'], rate, textBytes, seed },
      { requestsPerSecond, burst, concurrency, elsewhere: 0 },
      inputs({ roomPostsPerSecond, ...(mb !== undefined && { memory: { default: mb, byFunction: {} } }) }),
      pricesFrom(undefined, REGION),
    );
    print(options.json ? JSON.stringify(simulated, undefined, 2) : simulationTables(simulated));
  });

await run(command);
