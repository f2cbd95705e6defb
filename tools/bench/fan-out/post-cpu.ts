/** The caller's CPU a post, as it is and over TLS on the functions' own Node: ours, against what else there is. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { WAYS } from './post-ways.ts';
import { median, type Row, row } from './row.ts';

/** The binary of the Node that Lambda runs: npm's package `node` has it. */
const { NODE24 = process.execPath } = process.env;
const ROUNDS = 7;
const POSTS = 6_000;

const ENDPOINT = fileURLToPath(new URL('endpoint.ts', import.meta.url));
const PROCESS = fileURLToPath(new URL('post-process.ts', import.meta.url));
const turn = z.object({ node: z.string(), cpu: z.number() });

async function takeTurn(measuring: ChildProcess, posts: number): Promise<z.infer<typeof turn>> {
  measuring.send(posts);
  const [message] = await Promise.race([
    once(measuring, 'message'),
    once(measuring, 'exit').then(([code]) => {
      throw new Error(`a process of the benchmark ended with ${code} before it had measured`);
    }),
  ]);
  return turn.parse(message);
}

/** Microseconds a post of each round, by the way. Each has a process of its own, so that none pays for the garbage of another. */
export async function postsOf(
  name: string,
  scheme: 'http' | 'https',
  execPath: string,
  rounds = ROUNDS,
  posts = POSTS,
): Promise<Map<string, number[]>> {
  const endpoint = fork(ENDPOINT, ['0', scheme === 'https' ? 'tls' : 'plain']);
  const [port] = await once(endpoint, 'message');
  const origin = `${scheme}://127.0.0.1:${port}`;
  // The endpoint's certificate is its own.
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
  const ways = Object.keys(WAYS).map(way => ({
    way,
    measuring: fork(PROCESS, [origin, way], {
      execPath,
      execArgv: ['--import', 'tsx'],
      env,
    }),
    taken: [] as number[],
  }));
  // In turns, so that whatever else the machine does hits all alike; the first turn only warms up.
  for (let round = 0; round <= rounds; round++)
    for (const { way, measuring, taken } of ways) {
      const { node, cpu } = await takeTurn(measuring, posts);
      if (round > 0) taken.push(cpu);
      else process.stderr.write(`${name} of ${way} on Node ${node}\n`);
    }
  for (const { measuring } of ways) measuring.disconnect();
  endpoint.disconnect();
  return new Map(ways.map(({ way, taken }) => [way, taken]));
}

async function measured(name: string, scheme: 'http' | 'https', execPath: string): Promise<Row[]> {
  const [ours, ...others] = [...(await postsOf(name, scheme, execPath))].map(([way, taken]) => ({
    peerName: way,
    peer: median(taken),
  }));
  return others.map(other => row({ name, unit: 'µs', ours: ours?.peer ?? Number.NaN, ...other }));
}

export async function postCpu(): Promise<Row[]> {
  const plain = await measured('post.cpu', 'http', process.execPath);
  return [...plain, ...(await measured('post.cpu.tls', 'https', NODE24))];
}
