/** What the figures were taken on. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import * as z from 'zod';

export const surroundings = z.strictObject({
  hardware: z.string(),
  versions: z.string(),
  /** Of the last 1, 5 and 15 minutes, which the bench itself is a part of. */
  load: z.string(),
});

const peers = z.object({ dependencies: z.record(z.string(), z.string()) });
const PEERS = new URL('../peers/package.json', import.meta.url);

export function machine(): z.infer<typeof surroundings> {
  const { dependencies } = peers.parse(JSON.parse(readFileSync(PEERS, 'utf8')));
  const of = (name: string) => `${name} ${dependencies[name]}`;
  return {
    hardware: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: [`Node ${process.version}`, ...['ws', 'socket.io', 'serverless-offline', 'osls'].map(of)].join(
      ', ',
    ),
    load: loadavg()
      .map(one => one.toFixed(1))
      .join(', '),
  };
}
