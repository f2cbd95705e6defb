/**
 * Erases a user as the server API does, in a process of its own: it says in JSON what it took, or kills itself half-way. Started by
 * `eraseIn`, with its surroundings as the one argument.
 */
import { handler } from '../../handlers/server-api.ts';
import { containerIn } from '../../local/container.ts';
import { operations } from '../../shared/protocol/operations.ts';
import type { Erasing } from './erasing.ts';

const { surroundings, apiKey, userId, killAfter }: Erasing = JSON.parse(process.argv[2] ?? '');
let calls = 0;
const container = containerIn(surroundings, {
  onConsumed() {
    calls += 1;
    if (calls === killAfter) process.kill(process.pid, 'SIGKILL');
  },
});
const { method, path } = operations.eraseUser;

async function page(after: string | undefined): Promise<{ erased: number; next?: string }> {
  const { statusCode, body } = await handler.in(container)(
    {
      routeKey: `${method} ${path}`,
      headers: { authorization: `Bearer ${apiKey}` },
      pathParameters: { userId },
      body: JSON.stringify({ after }),
      isBase64Encoded: false,
      requestContext: { requestId: 'erasing', timeEpoch: Date.now() },
    },
    { awsRequestId: 'erasing', getRemainingTimeInMillis: () => 29_000 },
  );
  if (statusCode !== 200) throw new Error(body);
  return JSON.parse(body);
}

let pages = 0;
let erased = 0;
for (let after: string | undefined; pages === 0 || after !== undefined; pages++) {
  const { next, ...done } = await page(after);
  erased += done.erased;
  after = next;
}
const { maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ pages, erased, calls, megabytes: Math.round(maxRSS / 1_024) }));
