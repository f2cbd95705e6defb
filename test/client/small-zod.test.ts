/** What stands in for zod in the SDK's bundle reads every frame as zod does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { SMALL_ZOD } from '../../client/packaging/bundle-client.ts';
import { errorReply, pushes, replies } from '../../shared/protocol/index.ts';
import { examplesOf, readPage } from '../../tools/page/page.ts';

const folder = mkdtempSync(join(tmpdir(), 'messaging-small-zod-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCHEMAS: Readonly<Record<string, z.ZodMiniType>> = { ...replies, ...prefixed(pushes), errorReply };

function prefixed(schemas: Readonly<Record<string, z.ZodMiniType>>) {
  return Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [`push ${type}`, schema]));
}

/** Reads a frame by each of the same schemas, made of what the bundle has in place of zod. */
async function smallReaders(): Promise<(frame: unknown) => Record<string, unknown>> {
  const contents = `
    import { safeParse } from 'zod/mini';
    import { pushes } from './shared/protocol/pushes.ts';
    import { errorReply } from './shared/protocol/core-replies.ts';
    import { replies } from './shared/protocol/replies.ts';
    const data = (schemas, prefix, frame) =>
      Object.entries(schemas).map(([name, schema]) => [prefix + name, safeParse(schema, frame).data]);
    export const read = frame => Object.fromEntries([
      ...data(replies, '', frame), ...data(pushes, 'push ', frame), ...data({ errorReply }, '', frame),
    ]);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'esm',
    ...SMALL_ZOD,
  });
  const file = join(folder, 'small.mjs');
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return (await import(file)).read;
}

const read = await smallReaders();

const zods = (frame: unknown) =>
  Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => [name, z.safeParse(schema, frame).data]),
  );

const frames = examplesOf(readPage())
  .filter(({ kind }) => kind !== 'request')
  .map(({ frame }) => frame);

it('of every documented frame', () => {
  for (const frame of frames) {
    expect(read(frame)).toEqual(zods(frame));
    expect(Object.values(read(frame)).some(data => data !== undefined)).toBe(true);
  }
});

/** Values at the edges of what the schemas allow, and of every other kind. */
const edge = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', 'a b', 'general', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(129), 'x'.repeat(16_385)),
  fc.constantFrom(-1, 0, 1, 1.5, 2 ** 53, true, false, null, [], {}, 'join', 'owner', 'FORBIDDEN', 'GONE'),
);

/** The frame with something else at one of its places, without it, or with something more there. */
function changed(value: unknown, path: readonly number[], other: unknown, how: number): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const [at = 0, ...deeper] = path;
  const copy: Record<string, unknown> = structuredClone({ ...value });
  const key = keys[at % keys.length] ?? 'more';
  if (deeper.length > 0) copy[key] = changed(copy[key], deeper, other, how);
  else if (how === 0) delete copy[key];
  else copy[how === 1 ? key : 'more'] = other;
  return Array.isArray(value) ? Object.values(copy) : copy;
}

it('of frames with something wrong, missing or unknown at any depth', () => {
  const path = fc.array(fc.nat(11), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...frames), path, edge, fc.nat(2), (frame, places, other, how) => {
      const frameChanged = changed(frame, places, other, how);
      expect(read(frameChanged)).toEqual(zods(frameChanged));
    }),
    { numRuns: 3_000 },
  );
});
