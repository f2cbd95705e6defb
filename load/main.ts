/** `npm run load`: drives the backend as many clients would, checks what each of them saw, and says what it took. */
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { command, type Flags } from './flags.ts';
import { type Overrides, type Plan, planOf } from './plan.ts';
import { reportOf } from './report/report.ts';
import type { Result } from './result/result.ts';
import { run } from './run.ts';
import { readScenario } from './scenario.ts';
import { allowed } from './target/stage.ts';
import { ownEcho, ownGateway, running, type Target } from './target/target.ts';
import { tokensIn, tokensOf } from './target/tokens.ts';
import { summaryOf } from './view/summary.ts';
import { View } from './view/view.ts';

// The SDK's notice about Node 20 is no news to us.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function targetOf(flags: Flags, plan: Plan): Promise<Target> {
  if (flags.url !== undefined) {
    const target = await running(flags.url);
    const { userPool: userPoolId, clientId, region } = flags;
    if (target.pool || userPoolId === undefined || clientId === undefined) return target;
    return { ...target, pool: { endpoint: undefined, region, userPoolId, clientId } };
  }
  if (flags.protocol === 'echo') return ownEcho();
  const faults = flags.fault.flatMap(fault => ['--fault', fault]);
  const seed = faults.length > 0 ? ['--seed', String(flags.seed)] : [];
  // A run has many connections and few users.
  const settings = { CONNECTIONS_PER_USER: '0', ...plan.settings, ...flags.setting };
  return ownGateway(settings, [...faults, ...seed]);
}

async function tokensFor(flags: Flags, plan: Plan, { pool }: Target, view: View): Promise<readonly string[]> {
  if (plan.protocol === 'echo') return [];
  if (flags.tokens !== undefined) return tokensIn(flags.tokens);
  if (!pool)
    throw new Error(
      'Whose users? Give --user-pool and --client-id to make some, or --tokens FILE with theirs.',
    );
  return tokensOf(pool, plan.users, view.progress('Signing users in', plan.users));
}

/** Before the run, which may take hours: a file that can't be written is told at once. */
function checkWritable(files: readonly (string | undefined)[]): void {
  for (const file of files) {
    if (file === undefined) continue;
    const isThere = existsSync(file);
    try {
      closeSync(openSync(file, 'a'));
      if (!isThere) rmSync(file);
    } catch (error) {
      throw new Error(`${file} can't be written: ${error instanceof Error ? error.message : error}.`);
    }
  }
}

async function main(flags: Flags): Promise<Result | undefined> {
  checkWritable([flags.json, flags.report]);
  const { scenario, protocol, seed, connectsPerSecond, drain } = flags;
  const { connections, rooms, roomsPerConnection, users, rate, rateTo, duration, ramp, size, workers } =
    flags;
  const given = {
    connections,
    rooms,
    roomsPerConnection,
    users,
    rate,
    rateTo,
    duration,
    ramp,
    size,
    workers,
  };
  const overrides: Overrides = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const fixed = { name: scenario, protocol, seed, connectsPerSecond, drain };
  const plan = planOf(readScenario(scenario), overrides, fixed);
  const view = new View(process.stderr);
  const { url, region, yes = false } = flags;
  if (url !== undefined && !allowed(url, plan, { region, yes, say: text => view.note(text) }))
    return undefined;
  const target = await targetOf(flags, plan);
  try {
    const tokens = await tokensFor(flags, plan, target, view);
    const result = await run(plan, target, { tokens, region }, view);
    // First of all: the disk may be full by now.
    console.log(summaryOf(result));
    if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(result, undefined, 2)}\n`);
    if (flags.report !== undefined) writeFileSync(flags.report, reportOf(result));
    return result;
  } finally {
    await target.stop();
  }
}

// By way of exit, so that the server goes with it.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
try {
  const result = await main(command.parse().opts<Flags>());
  process.exit(result?.passed ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
