/** One room, the processes that write to it and push it, and everything that can happen next, faults included. */
import type { FanOutEvent } from '../../shared/core/fan-out/ports.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Call, Engine } from '../support/dynamodb/engine.ts';
import { beginningOf, type Place } from './behaviour.ts';
import type { Space, Step } from './explore.ts';
import { BEGUN_AT, fansOut, type Made } from './programs.ts';
import type { Wait } from './run.ts';
import { type Heard, isWrite, type Snapshot, snapshots, textOf } from './snapshot.ts';

/** How many of each fault may strike on one way. */
export interface Faults {
  /** A call fails, before or after it took effect, or takes effect and is repeated by the SDK. */
  readonly failures: number;
  /** A process dies. */
  readonly deaths: number;
  /** Every process is held up until all leases have run out; what is on its way may take effect before. */
  readonly pauses: number;
  /** The clock reaches the next time that somebody sleeps until, though others could go on. */
  readonly ticks: number;
}

interface Process {
  readonly name: string;
  readonly place: Place;
  /** What took effect and is heard after the pause, by its wait. */
  readonly late: ReadonlyMap<number, Heard>;
  /** Of the fan-out function. */
  readonly event?: Queued;
}

interface Queued {
  readonly event: FanOutEvent;
  readonly failedTries: number;
  /** Epoch milliseconds. */
  readonly notBefore: number;
}

export interface State {
  readonly database: Snapshot;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly processes: readonly Process[];
  /** Outcomes of clients' requests, as text, by the process; `died` of one that did. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly queue: readonly Queued[];
  readonly deadLetters: number;
  /** Seqs that were posted, ascending. */
  readonly pushed: readonly number[];
  /** Invocations of the fan-out function so far. */
  readonly invocations: number;
  readonly left: Faults;
}

export interface Mutation {
  /** What is asked instead. */
  readonly call?: (call: Call) => Call;
  /** What is heard instead. */
  readonly heard?: (call: Call, heard: Heard) => Heard;
}

export interface Scenario {
  readonly settings: Settings;
  /** What lies in the tables when it begins. */
  readonly engine: Engine;
  /** The connection whose posts are steps. */
  readonly listener: string | undefined;
  /** At once, each in a container of its own. */
  readonly processes: Readonly<Record<string, Made>>;
  /** What a client does whose request failed, or was never answered. */
  readonly repeats: Readonly<Record<string, readonly [name: string, Made]>>;
  /** Runs when all else has ended, and no fault strikes it. */
  readonly last?: readonly [name: string, Made];
  readonly faults: Faults;
  /** What is wrong with a state, or with the step to it. */
  readonly wrong: (after: State, before: State | undefined) => string | undefined;
}

const RETRIES = 2;
const RETRY_MS = 60_000;
const NOTHING_LATE: ReadonlyMap<number, Heard> = new Map();

/** Nothing is left to do. */
export const isQuiet = ({ processes, queue }: State): boolean => processes.length === 0 && queue.length === 0;

export async function worldOf(scenario: Scenario, mutation: Mutation = {}): Promise<Space<State>> {
  const { settings, engine, listener, faults } = scenario;
  const pauseMs = settings.pumpLeaseSeconds * 1_000 + 1;
  const begun = new Map<string, Promise<Place>>();

  const isLast = ({ name }: Process) => name === scenario.last?.[0];

  /** The same place for all that begin alike. */
  function begin(name: string, made: Made, at: number): Promise<Place> {
    const key = `${name} ${at}`;
    const known =
      begun.get(key) ?? beginningOf(made(settings), { name, begunAt: at, constant: engine, listener });
    begun.set(key, known);
    return known;
  }

  async function withBegun(state: State, name: string, made: Made, event?: Queued): Promise<State> {
    const place = await begin(event ? `${name} ${textOf(event.event)}` : name, made, state.now);
    const process = { name, place, late: NOTHING_LATE, ...(event && { event }) };
    return { ...state, processes: [...state.processes, process] };
  }

  /** What follows from the end of a process. */
  async function ended(state: State, { name, event }: Process, outcome: string): Promise<State> {
    const processes = state.processes.filter(process => process.name !== name);
    const failed = outcome === 'died' || outcome.startsWith('{"error"');
    if (event) {
      const rest = { ...state, processes };
      if (!failed) return rest;
      if (event.failedTries === RETRIES) return { ...rest, deadLetters: state.deadLetters + 1 };
      const again = { ...event, failedTries: event.failedTries + 1, notBefore: state.now + RETRY_MS };
      return { ...rest, queue: [...state.queue, again] };
    }
    const rest = { ...state, processes, outcomes: { ...state.outcomes, [name]: outcome } };
    const repeat = failed ? scenario.repeats[name] : undefined;
    if (repeat) return withBegun(rest, ...repeat);
    const { last } = scenario;
    return last && isQuiet(rest) && !(last[0] in rest.outcomes) ? withBegun(rest, ...last) : rest;
  }

  async function told(state: State, process: Process, wait: number, heard: Heard): Promise<State> {
    const place = await process.place.after({ wait, heard, at: state.now });
    const late = new Map(process.late);
    late.delete(wait);
    const moved = { ...process, place, late };
    if (place.outcome !== undefined) return ended(state, process, place.outcome);
    return { ...state, processes: state.processes.map(one => (one.name === process.name ? moved : one)) };
  }

  const spent = (state: State, fault: keyof Faults): State => ({
    ...state,
    left: { ...state.left, [fault]: state.left[fault] - 1 },
  });

  /** Takes effect; what the caller would hear, and what is so afterwards. */
  function effect(state: State, wait: Wait): { readonly heard: Heard; readonly after: State } {
    switch (wait.kind) {
      case 'command': {
        const call = mutation.call?.(wait.call) ?? wait.call;
        const { heard, after } = state.database.run(call, mutation.call ? textOf(call) : wait.text);
        return {
          heard: mutation.heard?.(wait.call, heard) ?? heard,
          after: { ...state, database: after },
        };
      }
      case 'post': {
        const pushed = [...new Set([...state.pushed, ...wait.seqs])].sort((a, b) => a - b);
        return { heard: { value: {} }, after: { ...state, pushed } };
      }
      case 'start': {
        const queued = { event: wait.event, failedTries: 0, notBefore: state.now };
        return { heard: { value: {} }, after: { ...state, queue: [...state.queue, queued] } };
      }
      case 'sleep':
        return { heard: { value: {} }, after: state };
    }
  }

  async function ofWait(state: State, process: Process, number: number, wait: Wait): Promise<Step<State>[]> {
    if (process.late.has(number) || (wait.kind === 'sleep' && wait.until > state.now)) return [];
    const { failures, pauses } = state.left;
    const label = `${process.name}: ${labelOf(wait)}`;
    const { heard, after } = effect(state, wait);
    const steps = [{ label: `${label}${toldOf(heard)}`, after: await told(after, process, number, heard) }];
    if (wait.kind === 'sleep' || isLast(process)) return steps;
    if (pauses > 0) {
      const late = new Map([...process.late, [number, heard] as const]);
      const processes = after.processes.map(one => (one === process ? { ...one, late } : one));
      steps.push({ label: `${label}, heard late`, after: { ...after, processes } });
    }
    if (failures === 0 || wait.kind === 'post') return steps;
    const failed = { failed: 'store' } as const;
    steps.push({
      label: `${label} fails`,
      after: await told(spent(state, 'failures'), process, number, failed),
    });
    if (wait.kind === 'command' && !isWrite(wait.call)) return steps;
    const spentAfter = spent(after, 'failures');
    if (after.database !== state.database || after.queue !== state.queue)
      steps.push({
        label: `${label} takes effect and fails`,
        after: await told(spentAfter, process, number, failed),
      });
    const second = effect(spentAfter, wait);
    if (wait.kind === 'command' && textOf(second.heard) !== textOf(heard))
      steps.push({
        label: `${label} takes effect, and is repeated by the SDK${toldOf(second.heard)}`,
        after: await told(second.after, process, number, second.heard),
      });
    return steps;
  }

  /** The clock passes to a time; those who hear late hear then. */
  async function passed(state: State, now: number): Promise<State> {
    let after: State = { ...state, now };
    for (const process of state.processes)
      for (const [wait, heard] of process.late) {
        const one = after.processes.find(({ name }) => name === process.name);
        if (one) after = await told(after, one, wait, heard);
      }
    return after;
  }

  async function steps(state: State): Promise<Step<State>[]> {
    const { processes, queue, left, now } = state;
    const found: Step<State>[] = [];
    for (const process of processes)
      for (const [number, wait] of process.place.waits)
        found.push(...(await ofWait(state, process, number, wait)));
    for (const queued of queue) {
      if (queued.notBefore > now) continue;
      const name = `pump${state.invocations}`;
      const rest = {
        ...state,
        queue: queue.filter(one => one !== queued),
        invocations: state.invocations + 1,
      };
      found.push({
        label: `the fan-out function begins ${name} for ${labelOf({ kind: 'start', event: queued.event })}`,
        after: await withBegun(rest, name, fansOut(queued.event), queued),
      });
    }
    const isIdle = found.length === 0;
    const times = [
      ...processes.flatMap(({ place }) =>
        [...place.waits.values()].flatMap(wait => (wait.kind === 'sleep' ? [wait.until] : [])),
      ),
      ...queue.map(({ notBefore }) => notBefore),
    ].filter(time => time > now);
    const next = Math.min(...times);
    if (times.length > 0 && (isIdle || left.ticks > 0)) {
      const after = isIdle ? state : spent(state, 'ticks');
      found.push({ label: `${next - now} ms pass`, after: await passed(after, next) });
    }
    if (processes.length > 0 && left.pauses > 0)
      found.push({
        label: `all are held up for ${pauseMs} ms`,
        after: await passed(spent(state, 'pauses'), now + pauseMs),
      });
    if (left.deaths > 0)
      for (const process of processes.filter(one => !isLast(one)))
        found.push({
          label: `${process.name} dies`,
          after: await ended(spent(state, 'deaths'), process, 'died'),
        });
    return found;
  }

  let first: State = {
    database: snapshots(engine),
    now: BEGUN_AT,
    processes: [],
    outcomes: {},
    queue: [],
    deadLetters: 0,
    pushed: [],
    invocations: 0,
    left: faults,
  };
  for (const [name, made] of Object.entries(scenario.processes)) first = await withBegun(first, name, made);
  return { first, steps, keyOf, wrong: scenario.wrong };
}

function keyOf({
  database,
  now,
  processes,
  outcomes,
  queue,
  deadLetters,
  pushed,
  invocations,
  left,
}: State): string {
  const places = processes.map(({ name, place, late, event }) => [
    name,
    place.id,
    late.size > 0 && [...late.keys()],
    event?.failedTries,
  ]);
  const all = [database.id, now, places, outcomes, queue, deadLetters, pushed, invocations, left];
  return JSON.stringify(all);
}

const toldOf = (heard: Heard): string =>
  'failed' in heard && heard.failed === 'condition' ? ': its condition fails' : '';

function labelOf(wait: Wait): string {
  switch (wait.kind) {
    case 'command': {
      const { operation, input } = wait.call;
      const key = 'Item' in input ? input.Item : 'Key' in input ? input.Key : undefined;
      return `${operation} ${key ? String(key.SK) : 'the log'}`;
    }
    case 'post':
      return `post ${wait.seqs.join(', ')}`;
    case 'start':
      return `start ${wait.event.kind}${'seq' in wait.event ? ` for ${wait.event.seq}` : ''}`;
    case 'sleep':
      return 'wakes';
  }
}
