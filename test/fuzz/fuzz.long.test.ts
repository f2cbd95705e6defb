import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../emulator/faults/random.ts';
import { fuzz } from './engine.ts';
import { mutated } from './mutate.ts';
import type { Json, SurfaceKind } from './surface.ts';
import { SURFACES } from './surfaces.ts';

/** `npm run test:fuzz` goes on for minutes, with a new seed each time. */
const SEED = 6;
const INPUTS = { handlers: 150, gateway: 80, client: 60, store: 2 } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

const options = (most: number) => ({
  seed: SEED,
  goesOn: (inputs: number) => inputs < most,
  folder,
  // Vitest counts the coverage itself.
  guided: false,
});

it.each(Object.entries(INPUTS))(
  'the %s live through %i inputs, and answer each',
  async (name, inputs) => {
    const kind = SURFACES[name];
    if (!kind) throw new Error(`there is no ${name}`);
    expect(await fuzz(name, kind, options(inputs))).toMatchObject({
      crashes: 0,
      unanswered: 0,
      failures: [],
    });
  },
  300_000,
);

it('an input that fails is kept, and each fault once', async () => {
  const broken: SurfaceKind = {
    corpus: ['well', 'badly'],
    isGuided: false,
    start: async () => ({
      concurrency: 1,
      draw: () => 'badly',
      async run(input) {
        if (input === 'badly') throw new TypeError('It broke.');
      },
      stop: async () => ['a socket is left'],
    }),
  };
  const { inputs, crashes, failures } = await fuzz('broken', broken, options(5));
  expect({ inputs, crashes }).toEqual({ inputs: 5, crashes: 5 });
  expect(failures.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^TypeError: It broke\./),
    'a socket is left',
  ]);
  expect((await readdir(folder)).filter(file => file.startsWith('broken-'))).toHaveLength(1);
});

it('no draw has more than a million characters, whatever is repeated in it', () => {
  const random = seededRandom(SEED, 'draws');
  const text: Json = [['é'.repeat(20_000)]];
  for (let draw = 0; draw < 1_000; draw += 1)
    expect(JSON.stringify(mutated(random, text, [text])).length).toBeLessThanOrEqual(2 ** 20);
});
