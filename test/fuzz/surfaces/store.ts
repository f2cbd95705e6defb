/** A data folder with damaged files: the server starts, or says in one line what is damaged, and `--repair` gets it going. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { measuredServer } from '../../../tools/measured/process.ts';
import { below, oneOf } from '../mutate.ts';
import { answered, type Json, type SurfaceKind } from '../surface.ts';

const damage = z.object({
  /** Which file, as a share of all of them by name. */
  file: z.number(),
  how: z.enum(['flip', 'cut', 'zero', 'double', 'insert', 'append', 'empty', 'remove', 'swap']),
  /** Where in it, as a share of its length. */
  at: z.number(),
  bytes: z.number(),
});
type Damage = z.infer<typeof damage>;
const HOWS = damage.shape.how.options;

/** Locks and LevelDB's own notes are not data. */
const IS_DATA = /(?:\.(?:ldb|log|json)|MANIFEST-\d+|CURRENT)$/;

function damaged(file: Buffer, { how, at, bytes }: Damage, other: Buffer): Buffer | undefined {
  const from = Math.floor(at * file.length);
  const [head, tail] = [file.subarray(0, from), file.subarray(from)];
  const part = tail.subarray(0, bytes);
  const noise = Buffer.alloc(bytes, 0xa5);
  switch (how) {
    case 'flip':
      return Buffer.concat([head, part.map(byte => byte ^ 0x5a), tail.subarray(part.length)]);
    case 'zero':
      return Buffer.concat([head, Buffer.alloc(part.length), tail.subarray(part.length)]);
    case 'cut':
      return head;
    case 'double':
      return Buffer.concat([head, part, tail]);
    case 'insert':
      return Buffer.concat([head, noise, tail]);
    case 'append':
      return Buffer.concat([file, noise]);
    case 'swap':
      return other;
    case 'empty':
      return Buffer.alloc(0);
    case 'remove':
      return undefined;
    default:
      return how satisfies never;
  }
}

interface Outcome {
  readonly started: boolean;
  readonly code: number | null;
  readonly said: string;
}

/** `npm start` on the folder, until it is ready or has ended. */
function start(folder: string, ...flags: string[]): Promise<Outcome> {
  const args = ['--import', 'tsx', 'local/main.ts', '--data', folder, '--port', '0', '--json', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let started = false;
  child.stderr.on('data', text => {
    said += text;
  });
  child.stdout.on('data', text => {
    started ||= String(text).startsWith('{"ready":true');
    if (started) child.kill('SIGKILL');
  });
  const ended = new Promise<Outcome>(resolve => {
    child.once('close', code => resolve({ started, code, said }));
  });
  return answered('a start', ended).finally(() => child.kill('SIGKILL'));
}

const SAYS_WHAT = /^.* (?:is damaged: .+\. Nothing was changed\.|can't be used) .*\n$/;

export const store: SurfaceKind = {
  corpus: [],
  isGuided: false,

  async start() {
    const home = await mkdtemp(join(tmpdir(), 'fuzz-store-'));
    const sound = join(home, 'sound');
    // The second start makes tables of what the first one logged.
    for (const part of ['first', 'second']) {
      const server = await measuredServer({ directory: sound });
      for (let n = 0; n < 20; n += 1)
        await fetch(server.publish.url, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.publish.apiKey}` },
          body: JSON.stringify({ room: 'general', text: `${part} ${n} ${'.'.repeat(n * 40)}` }),
        });
      await server.stopped();
    }
    const all = await readdir(sound, { recursive: true });
    const files = all.filter(name => IS_DATA.test(name)).sort();
    let copies = 0;
    return {
      concurrency: 2,

      draw: random =>
        Array.from({ length: 1 + below(random, 3) }, (): Json => {
          const how = oneOf(random, HOWS);
          return {
            file: random(),
            how,
            at: random(),
            bytes: 1 + below(random, oneOf(random, [4, 100, 40_000])),
          };
        }),

      async run(input) {
        copies += 1;
        const folder = join(home, `copy-${copies}`);
        await cp(sound, folder, { recursive: true });
        const pick = (share: number) => files[Math.floor(share * files.length)] ?? '';
        try {
          for (const one of z.array(damage).parse(input)) {
            const path = join(folder, pick(one.file));
            const before = await readFile(path).catch(() => undefined);
            if (!before) continue;
            const after = damaged(before, one, await readFile(join(sound, pick(one.at))));
            await (after ? writeFile(path, after) : rm(path));
          }
          const { started, code, said } = await start(folder);
          if (started) return;
          if (code !== 1 || !SAYS_WHAT.test(said)) throw new Error(`the start ended with ${code}: ${said}`);
          const repaired = await start(folder, '--repair');
          if (!repaired.started) throw new Error(`--repair ended with ${repaired.code}: ${repaired.said}`);
        } finally {
          await rm(folder, { recursive: true, force: true });
          for (const name of await readdir(home))
            if (name.startsWith(`copy-${copies}.`)) await rm(join(home, name), { recursive: true });
        }
      },

      async stop() {
        await rm(home, { recursive: true, force: true });
        return [];
      },
    };
  },
};
