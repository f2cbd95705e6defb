/**
 * Run as a process of its own, on the Node that is measured: `post-process.ts <origin> <way>`. At each message from its
 * parent, which says how often, it posts for one turn, and tells its CPU a post in microseconds.
 */
import * as z from 'zod';
import { AT_ONCE, WAYS } from './post-ways.ts';

/** Of the posts, before them and uncounted: they open the sockets that were closed since the last turn. */
const WARM_UP_SHARE = 1 / 6;

/** Shaped as API Gateway shapes them. */
const receivers = Array.from(
  { length: 1_000 },
  (_, at) =>
    `${Buffer.from(`receiver${1_000 + at}`)
      .toString('base64url')
      .slice(0, 15)}=`,
);

const [, , origin = '', way = ''] = process.argv;
const post = WAYS[way]?.(origin);
if (post === undefined) throw new Error(`there is no way to post that is called ${way}`);

async function send(posts: number): Promise<void> {
  let begun = 0;
  const line = async () => {
    while (begun < posts) {
      const status = await post?.(receivers[begun++ % receivers.length] ?? '');
      if (status !== 200) throw new Error(`a post of the benchmark was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

process.on('message', async message => {
  const posts = z.number().parse(message);
  await send(posts * WARM_UP_SHARE);
  const before = process.cpuUsage();
  await send(posts);
  const { user, system } = process.cpuUsage(before);
  process.send?.({ node: process.version, cpu: (user + system) / posts });
});
// The benchmark has ended, whichever way.
process.on('disconnect', () => process.exit());
