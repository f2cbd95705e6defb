/** What can be made to go wrong on this machine, as it does now and then on AWS. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from './random.ts';

type Kind = 'chance' | 'delay' | 'rate' | 'offset';

const fault = (kind: Kind, says: string) => ({ kind, says });

export const FAULTS = {
  'lose-disconnect': fault('chance', '$disconnect is not run'),
  'post-429': fault('chance', 'a post is answered 429 and not sent'),
  'post-500': fault('chance', 'a post is answered 500 and not sent'),
  'post-gone': fault('chance', 'the connection drops as it is posted to: 410'),
  'post-false-gone': fault('chance', 'a post is answered 410, though the connection lives and stays'),
  'post-delay': fault('delay', 'every post takes so much longer'),
  'post-drop': fault('chance', 'a post is answered 200 and never sent'),
  'post-double': fault('chance', 'a post is sent twice'),
  'post-swap': fault('chance', 'a post is sent after the next one to the same connection'),
  'slow-upgrade': fault(
    'delay',
    'an upgrade is answered so much later than $connect returned: posts meanwhile are 410',
  ),
  'dynamodb-throttle': fault('chance', 'a DynamoDB call is throttled'),
  'dynamodb-fail-after-write': fault('chance', 'a DynamoDB write takes effect and is answered 500'),
  'dynamodb-delay': fault('delay', 'every DynamoDB call takes so much longer'),
  'slow-client': fault('chance', 'a client takes no more posts, for five seconds: each is answered 429'),
  'drop-socket': fault('rate', 'a connection drops without a close frame'),
  'cold-start': fault('delay', 'a function that needs a new sandbox waits so long for it'),
  'kill-function': fault('chance', 'a function is killed in the middle of a run, at a call or an answer'),
  'kill-async-function': fault('chance', 'the same of one that is invoked asynchronously'),
  'freeze-async-function': fault(
    'delay',
    'one that is invoked asynchronously stands still for so long, at a call or an answer of each run',
  ),
  'short-tokens': fault('delay', 'a token that is issued is good for so long only'),
  'step-clock': fault('offset', 'the wall clock of gateway and functions is so far off; -5000ms: behind'),
} as const satisfies Readonly<Record<string, { readonly kind: Kind; readonly says: string }>>;

export type FaultName = keyof typeof FAULTS;
export type FaultPlan = Partial<Readonly<Record<FaultName, number>>>;

export const WRITTEN: Readonly<Record<Kind, { readonly pattern: RegExp; readonly example: string }>> = {
  chance: { pattern: /^(0(?:\.\d+)?|1(?:\.0+)?)$/, example: '0.1' },
  delay: { pattern: /^(\d+)ms$/, example: '200ms' },
  rate: { pattern: /^(\d+(?:\.\d+)?)\/s$/, example: '0.01/s' },
  offset: { pattern: /^([+-]?\d+)ms$/, example: '5000ms' },
};

const isFault = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** From `name:value`. */
export function faultFrom(text: string): FaultPlan {
  const [name = '', value = ''] = text.split(':', 2);
  if (!isFault(name)) {
    const known = Object.entries(FAULTS).map(
      ([key, { kind, says }]) => `  ${`${key}:${WRITTEN[kind].example}`.padEnd(24)}${says}`,
    );
    throw new Error(`there is no fault "${name}". The faults:\n${known.join('\n')}`);
  }
  const { pattern, example } = WRITTEN[FAULTS[name].kind];
  const [, number] = pattern.exec(value) ?? [];
  if (number === undefined) throw new Error(`${text}: a value as in ${name}:${example}`);
  return { [name]: Number(number) };
}

export class Faults {
  #plan: FaultPlan;
  readonly #random: ReadonlyMap<string, () => number>;
  /** How often each has struck. */
  readonly struck = new Map<FaultName, number>();
  /** How far the wall clock is off, in milliseconds; shared with the threads that functions run in. */
  readonly clockOffset = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));

  /** Each fault rolls dice of its own, so that one more leaves the others' course as it was. */
  constructor(plan: FaultPlan, seed: number) {
    this.#plan = plan;
    this.#random = new Map(Object.keys(FAULTS).map(name => [name, seededRandom(seed, name)]));
    this.#step();
  }

  /** From now on other things go wrong. */
  change(plan: FaultPlan): void {
    this.#plan = plan;
    this.#step();
  }

  #step(): void {
    const offset = this.#plan['step-clock'] ?? 0;
    if (offset !== 0 && offset !== this.clockOffset[0]) this.count('step-clock');
    this.clockOffset[0] = offset;
  }

  /** @param times for a rate: the seconds that have passed since it was asked last */
  strikes(name: FaultName, times = 1): boolean {
    const strikes = this.draws(name, times);
    if (strikes) this.count(name);
    return strikes;
  }

  /** For a fault that may come to nothing: the caller counts it once it does strike. */
  draws(name: FaultName, times = 1): boolean {
    const chance = (this.#plan[name] ?? 0) * times;
    return chance > 0 && (this.#random.get(name)?.() ?? 1) < chance;
  }

  count(name: FaultName): void {
    this.struck.set(name, (this.struck.get(name) ?? 0) + 1);
  }

  delayMs(name: FaultName): number {
    return this.#plan[name] ?? 0;
  }

  async delay(name: FaultName): Promise<void> {
    const ms = this.delayMs(name);
    if (ms === 0) return;
    this.count(name);
    await sleep(ms);
  }

  /** A whole number from 1 to the largest. */
  upTo(largest: number, name: FaultName): number {
    return 1 + Math.floor((this.#random.get(name)?.() ?? 0) * largest);
  }

  /** Also of one that is named, and has no chance yet. */
  get touchDynamodb(): boolean {
    return Object.keys(this.#plan).some(name => name.startsWith('dynamodb-'));
  }
}

export const NO_FAULTS = new Faults({}, 0);
