/** docs/performance.md, made from what was measured. */
import { readFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import * as z from 'zod';
import { flat, grown } from '../curves/room.ts';
import { swept } from '../curves/sweep.ts';
import { surroundings } from './machine.ts';
import { MEASUREMENTS } from './measurements.ts';
import type { readRecord } from './record.ts';
import { cells, HEAD } from './table.ts';

const ABOUT = `# Performance

<!-- Made by \`npm run docs -- performance\` from tools/bench/measured.json, which \`npm run bench -- --write\` writes; a test fails when it is stale. -->

Ours next to others, one after the other in the same run: each server in a process of its own, and for each a generator, the
same program for all, in another. Texts of 200 bytes, over loopback. A figure is the median of three rounds, in brackets the least
and the most of them. A ratio of two neighbours holds on a busy machine; a figure alone does not, so the load average stands with it.
Two cores that are shared with others show every server slower than it is.

What the peers are:

- **ws**: rooms as its readme has them, the floor of what a WebSocket server in Node can do. It keeps nothing and lets everybody in.
- **Socket.IO**, with its own client, over WebSockets alone. It keeps nothing and lets everybody in.
- **NATS**: Debian’s \`nats-server\` over WebSockets, subjects as rooms. It is measured if \`nats-server\` is installed.
- **serverless-offline**, under osls, the fork of Serverless 3 that asks for no account and no licence: the chat of API Gateway’s
  tutorial, which scans its table of connections for each message and posts to each. It takes one message at a time, since more at
  once only make it slower. With \`--quick\` it is left out, as the earlier commit is of rooms.
- **ourselves at 8fb3965**: this repository’s commit of 2026-11-24, from before the issue that set these goals.
- **Centrifugo** is not here: neither npm nor Debian has it.

Ours alone authorizes, stores every message durably before it acknowledges it, keeps one order, and knows a repeat. For the
comparison the settings that stand for AWS’s quotas are lifted (posts a second, frames a second, messages a second, connections a
user), and its store is in memory. A run in which a delivery is lost or comes twice is void: the generator keeps books for each
connection.
`;

const UNMET = `## What the goals that are not met wait for

Of CPU, all of them; two cores do everything here, the generator too. Profiles are of Node's own profiler, 28 November 2026.

- **fanout.n100, latency.n100**: a send into a room of 100 makes four calls of the store, one after the other (the log's tail, the
  sender's subscription, the append, who is there), and 100 posts. Of the server's main thread 18% is the AWS SDK, 16% the kernel's
  writes to sockets, 12% collections, 12% messages to the thread of the store. Tried: reads that are shared (in,
  [decision 81](decisions/0081-reads-that-are-shared.md)); a version of who is there, so that it need not be read (costs more on AWS than it saves,
  the same decision); a larger young generation (\`--max-semi-space-size=32\`: 0 to 7%, left out); fetch and undici for posts (3 to 17 times
  the CPU, [decision 30](decisions/0030-posts-without-an-http-library.md)).
- **rooms.1000x10**: the same four calls, for nine deliveries.
- **latency.n1000**: the pump reads 1,000 rows and posts 1,000 times for each message; 1,000 posts at some 40 µs, both ends of them on the
  same cores, are most of the 46 ms.
- **connect.join**: a connection that joins makes 9.7 calls of the store, and takes 15 to 18 ms of CPU with them; 500 a second would leave
  two. A store that answers in no time would still leave the SDK's half of each call, some 7 ms.
- **send.cpu**: of the function alone, 20% is the kernel's writes (posts, and requests to the store), 8% writing them into buffers, 6%
  collections, 5% signatures; the rest is spread thin over the SDK. It was less before by the document client (0.09 ms a call,
  [decision 68](decisions/0068-the-document-client.md)) and by
  what a send checks since, which was not taken apart further.
- **memory.perConnection, whole**: most is the store, whose rows lie in memory for the comparison; the gateway alone is the row above it.
`;

/** @param record what was measured, by name */
export function page(record: ReturnType<typeof readRecord>): string {
  const parts = MEASUREMENTS.flatMap(({ about }) =>
    Object.entries(about).map(([name, is]) => {
      const run = record[name];
      if (!run) return `## ${name}\n\nNot measured yet: \`npm run bench -- --only ${name} --write\`.\n`;
      const { at, hardware, versions, load, quick, rows } = run;
      const [, ...head] = HEAD;
      const table = markdownTable([head, ...rows.map(row => cells(row).slice(1))]);
      const what = `${is[0]?.toUpperCase()}${is.slice(1)}.`;
      const when = `${at}, ${hardware}, load average ${load}; ${versions}${quick ? '; with `--quick`' : ''}.`;
      return `## ${name}\n\n${what}\n\n${table}\n\n${when}\n`;
    }),
  );
  return [ABOUT, ...parts, UNMET, curves()].join('\n');
}

const ROOM = `## One room, as it grows

Read + write units, and CPU of the whole local server, its store and its client. A join and a leave read and write the same in any
room. A send to a room of 100 or fewer posts to each of them: it reads all their rows, and its CPU is that of the posts. In a larger
one it appends, and the pump's next tick reads every row (half a unit for 4 KB) and posts for all that was said since. The sockets
are simulated: posts go nowhere. The ten and the hundred are the first, and warm the server up.
`;
const SWEEP = `## A sweep

Of so many connections with a room each, on an engine in the same process that makes its rows as they are read. Units and CPU grow with
the connections, since a sweep reads the whole table; \`npm run cost\` prices them. What it holds does not: it counts row by row, and of more
than 200,000 rows it looks for lost and surplus connections among some of the users, others each time. The heap is read after a collection.
`;

const CURVES = new URL('../curves.json', import.meta.url);
const record = z.strictObject({
  at: z.string(),
  ...surroundings.shape,
  rooms: z.array(grown),
  sweeps: z.array(swept),
});

/** From what `npm run bench -- curves` measured. */
function curves(): string {
  const { at, hardware, load, rooms, sweeps } = record.parse(JSON.parse(readFileSync(CURVES, 'utf8')));
  const rows = sweeps.map(({ connections, readUnits, cpuMs, heapMib }) =>
    [connections, readUnits, cpuMs, heapMib].map(String),
  );
  const grows = rooms.map(flat);
  const inRooms = markdownTable([
    ['connections', 'a join', 'a leave', 'a send', 'a tick of the pump'],
    ...grows.map(row => Object.values(row).map(String)),
  ]);
  const ofSweeps = markdownTable([['connections', 'read units', 'ms of CPU', 'MiB of heap'], ...rows]);
  return `${ROOM}\n${inRooms}\n\n${SWEEP}\n${ofSweeps}\n\n${at}, ${hardware}, load average ${load}.\n`;
}
