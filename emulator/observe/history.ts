/** What went through the gateway over time: finely for the last hour, ever more coarsely for a week. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { type HttpService, json } from '../http/http-service.ts';

const point = z.object({
  /** Epoch seconds: the end of the time that the point stands for. */
  at: z.number(),
  connections: z.number(),
  users: z.number(),
  /** A second. */
  messages: z.number(),
  posts: z.number(),
  connects: z.number(),
});
export type Point = z.infer<typeof point>;

const VALUES = ['connections', 'users', 'messages', 'posts', 'connects'] as const;

/** An hour, a day and a week. */
const TIERS = [
  { everySeconds: 5, kept: 720 },
  { everySeconds: 60, kept: 1_440 },
  { everySeconds: 600, kept: 1_008 },
] as const;
const SAMPLE_SECONDS = TIERS[0].everySeconds;

const kept = z.array(z.array(point)).length(TIERS.length);

function meanOf(points: readonly Point[], at: number): Point {
  const mean = { at, connections: 0, users: 0, messages: 0, posts: 0, connects: 0 };
  for (const name of VALUES)
    mean[name] = points.reduce((sum, { [name]: value }) => sum + value, 0) / points.length;
  return mean;
}

export class History {
  readonly #tiers: Point[][];

  /** @param before what `toJSON` returned once; anything else begins anew */
  constructor(before?: unknown) {
    this.#tiers = kept.safeParse(before).data ?? TIERS.map(() => []);
  }

  add(next: Point): void {
    this.#push(0, next);
  }

  /** The finest that reaches so far back, ascending. */
  since(seconds: number, now: number): readonly Point[] {
    const tier = TIERS.findIndex(({ everySeconds, kept: most }) => everySeconds * most >= seconds);
    return (this.#tiers.at(tier) ?? []).filter(({ at }) => at >= now - seconds && at <= now);
  }

  toJSON(): readonly (readonly Point[])[] {
    return this.#tiers;
  }

  #push(tier: number, next: Point): void {
    const { [tier]: points, [tier + 1]: coarser } = this.#tiers;
    const { [tier]: own, [tier + 1]: above } = TIERS;
    if (!points || !own) return;
    const last = points.at(-1);
    // A clock that was set back: what lies ahead of it was never so.
    if (last && last.at >= next.at) points.splice(points.findIndex(({ at }) => at >= next.at));
    points.push(next);
    points.splice(0, points.length - own.kept);
    if (!above || !coarser) return;
    const end = Math.floor(next.at / above.everySeconds) * above.everySeconds;
    if (last && last.at < end && (coarser.at(-1)?.at ?? 0) !== end) {
      const mean = points.filter(({ at }) => at > end - above.everySeconds && at <= end);
      if (mean.length > 0) this.#push(tier + 1, meanOf(mean, end));
    }
  }
}

/** Counted since the start, but for what is there now. */
export type Reading = Readonly<Omit<Point, 'at'>>;

const SAVE_EVERY = 12; // samples: a minute

/**
 * `GET /metrics/history?seconds=`.
 * @param file where it outlives the server; undefined: it does not
 */
export async function keepHistory(
  read: () => Reading,
  file: string | undefined,
): Promise<{ readonly service: HttpService; stop(): Promise<void> }> {
  const history = new History(file === undefined ? undefined : await load(file));
  let last = { reading: read(), at: performance.now() };
  let samples = 0;

  function sample(): void {
    const reading = read();
    const at = performance.now();
    const seconds = Math.max(0.001, (at - last.at) / 1_000);
    const rate = (name: 'messages' | 'posts' | 'connects') => (reading[name] - last.reading[name]) / seconds;
    last = { reading, at };
    const { connections, users } = reading;
    history.add({
      at: Math.round(Date.now() / 1_000),
      connections,
      users,
      messages: rate('messages'),
      posts: rate('posts'),
      connects: rate('connects'),
    });
    samples += 1;
    if (samples % SAVE_EVERY === 0) saving = saving.then(save);
  }

  async function save(): Promise<void> {
    if (file === undefined) return;
    // What the charts show is not worth an error: the next one tries again.
    await writeFile(`${file}.new`, JSON.stringify(history))
      .then(() => rename(`${file}.new`, file))
      .catch(() => {});
  }

  let saving = Promise.resolve();
  const timer = setInterval(sample, SAMPLE_SECONDS * 1_000);
  timer.unref();
  return {
    service({ method, path, query }) {
      if (method !== 'GET' || path !== '/metrics/history') return undefined;
      const seconds = Number(query.get('seconds'));
      return json(200, history.since(seconds > 0 ? seconds : 900, Math.ceil(Date.now() / 1_000)));
    },
    async stop() {
      clearInterval(timer);
      await saving.then(save);
    },
  };
}

async function load(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
