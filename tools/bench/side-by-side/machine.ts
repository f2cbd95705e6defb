/** What the figures were taken on. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import * as z from 'zod';

const peers = z.object({ dependencies: z.record(z.string(), z.string()) });
const PEERS = new URL('../peers/package.json', import.meta.url);

export function machine(): { readonly machine: string; readonly versions: string } {
  const { dependencies } = peers.parse(JSON.parse(readFileSync(PEERS, 'utf8')));
  const of = (name: string) => `${name} ${dependencies[name]}`;
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, load average ${loadavg()
      .map(one => one.toFixed(1))
      .join(', ')}`,
    versions: [`Node ${process.version}`, of('ws'), of('socket.io'), of('serverless-offline')].join(', '),
  };
}
