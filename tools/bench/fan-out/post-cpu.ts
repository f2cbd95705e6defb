/** The caller's CPU a post: ours, against plain HTTP without a signature, and against the SDK's client as it comes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { Pool } from 'undici';
import { managementPoster } from '../../../shared/aws/poster.ts';
import { encode } from '../../../shared/core/encode.ts';
import { median, type Row, row } from './row.ts';

const AT_ONCE = 40;
const ROUNDS = 7;
const POSTS = { ours: 6_000, http: 6_000, sdk: 1_500 } as const;

/** A message of 200 bytes as it goes to every receiver. */
const frame = encode({
  type: 'message',
  room: 'general',
  epoch: '1f0c2a9b',
  seq: 123_456,
  messageId: '5e0a3f6c-7a8c-4a71-9d0e-0b5f0e2b1d11',
  from: { userId: '5e0a3f6c-7a8c-4a71-9d0e-0b5f0e2b1d12', name: 'alice' },
  text: 'x'.repeat(200),
  sentAt: 1_700_000_000_000,
});
/** Shaped as API Gateway shapes them. */
const receivers = Array.from(
  { length: 1_000 },
  (_, at) =>
    `${Buffer.from(`receiver${1_000 + at}`)
      .toString('base64url')
      .slice(0, 15)}=`,
);

type Post = (connectionId: string) => Promise<unknown>;

/** Microseconds of this process a post. */
async function cpuOf(post: Post, posts: number): Promise<number> {
  const before = process.cpuUsage();
  let begun = 0;
  const line = async () => {
    while (begun < posts) await post(receivers[begun++ % receivers.length] ?? '');
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / posts;
}

export async function postCpu(): Promise<Row[]> {
  const endpoint = fork(fileURLToPath(new URL('endpoint.ts', import.meta.url)));
  const [port] = await once(endpoint, 'message');
  const origin = `http://127.0.0.1:${port}`;
  const config = {
    endpoint: `${origin}/local`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const poster = managementPoster({ ...config, sockets: AT_ONCE, logger: console });
  const pool = new Pool(origin, { connections: AT_ONCE });
  const sdk = new ApiGatewayManagementApiClient(config);

  const ways: Record<keyof typeof POSTS, Post> = {
    async ours(connectionId) {
      const result = await poster.post(connectionId, frame);
      if (result !== 'posted') throw new Error(`a post of the benchmark was ${result}`);
    },
    async http(connectionId) {
      const path = `/local/@connections/${encodeURIComponent(connectionId)}`;
      const headers = { 'content-type': 'application/octet-stream' };
      const { body } = await pool.request({ method: 'POST', path, body: frame, headers });
      await body.dump();
    },
    sdk: connectionId => sdk.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: frame })),
  };

  const taken: Record<keyof typeof POSTS, number[]> = { ours: [], http: [], sdk: [] };
  // In turns, so that whatever else the machine does hits all three; the first turn only warms up.
  for (let round = 0; round <= ROUNDS; round++)
    for (const way of ['ours', 'http', 'sdk'] as const) {
      const cpu = await cpuOf(ways[way], POSTS[way]);
      if (round > 0) taken[way].push(cpu);
    }
  poster.close();
  sdk.destroy();
  await pool.close();
  endpoint.disconnect();

  const ours = median(taken.ours);
  const against = (peerName: 'http' | 'sdk') =>
    row({ name: 'post.cpu', unit: 'µs', ours, peer: median(taken[peerName]), peerName });
  return [against('http'), against('sdk')];
}
