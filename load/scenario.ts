/** A scenario file: what is to happen, and what must come out. YAML, because people write them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';

const count = z.int().min(1);
const seconds = z.number().positive();
const share = z.number().gt(0).max(1);

const events = z.strictObject({
  /** Connections break at once, and come back within so many seconds, each at a time of its own. */
  storm: z.strictObject({ at: z.number().min(0), share, within: seconds }).optional(),
  /** Members leave a room, so many a second over all, and join again. */
  churn: z.strictObject({ perSecond: z.number().positive(), away: seconds }).optional(),
  /** A share of the clients stops reading, every so often, for so long. */
  slow: z
    .strictObject({ share, every: seconds, pause: seconds })
    .refine(({ every, pause }) => pause < every, 'the pause is shorter than what it recurs in')
    .optional(),
  /** Every connection is replaced after so long, the new one open before the old is closed. */
  rollover: z.strictObject({ lifetime: seconds }).optional(),
});
export type Events = z.infer<typeof events>;

const expectations = z.strictObject({
  lost: z.int().min(0).default(0),
  /** Milliseconds from the intended send to a member, and to the sender's reply. */
  p99: seconds.optional(),
  ackP99: seconds.optional(),
  /** Pushes that never came, so that a client had to ask the log. */
  missed: z.int().min(0).optional(),
  /** Errors of all kinds, RATE_LIMITED apart: those are sent again. */
  errors: z.int().min(0).optional(),
  /** Of the clients, how many were in all their rooms when sending began. */
  connected: share.default(1),
  /** Seconds from a storm's drop until the last is back in its rooms. */
  backWithin: seconds.optional(),
});
export type Expectations = z.infer<typeof expectations>;

const scenario = z.strictObject({
  about: z.string(),
  connections: count,
  rooms: count,
  /** Rooms that each connection joins. */
  roomsPerConnection: count.default(1),
  users: count.optional(),
  /** Messages a second over all, at the start; `rateTo` at the end, where it changes. */
  rate: z.number().min(0),
  rateTo: z.number().min(0).optional(),
  duration: seconds,
  /** Seconds over which the connections are opened. */
  ramp: z.number().min(0),
  size: z.int().min(24).max(16_384),
  events: events.default({}),
  expect: expectations,
  /** For the server that the run starts itself: settings of its handlers. */
  settings: z.record(z.string(), z.string()).default({}),
});
export type Scenario = z.infer<typeof scenario>;

const FOLDER = fileURLToPath(new URL('scenarios/', import.meta.url));

export const SCENARIOS: readonly string[] = readdirSync(FOLDER)
  .filter(file => file.endsWith('.yaml'))
  .map(file => basename(file, '.yaml'))
  .sort();

class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** @param nameOrFile one of load/scenarios, or a file of your own */
export function readScenario(nameOrFile: string): Scenario {
  const file = SCENARIOS.includes(nameOrFile) ? join(FOLDER, `${nameOrFile}.yaml`) : nameOrFile;
  if (!existsSync(file))
    throw new ScenarioError(
      `There is no scenario ${nameOrFile}: name a file, or one of ${SCENARIOS.join(', ')}.`,
    );
  return checked(yamlIn(file), `${file} is no scenario`);
}

function yamlIn(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // The parser draws the place below its first line.
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ScenarioError(`${file} is no YAML: ${first.replace(/:$/, '')}.`);
  }
}

/** @param complaint that the first thing that is wrong follows */
export function checked(value: unknown, complaint: string): Scenario {
  const result = scenario.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message } = { path: [], message: '' }, ...more] = result.error.issues;
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  throw new ScenarioError(`${complaint}: ${path.join('.') || 'it'}: ${message}${others}.`);
}
