/**
 * The fan-out function as Lambda runs it, without Lambda: events are handled aside, tried again after a failure, and kept
 * as dead letters in the end. A run can be killed at any time: then whatever it awaits never comes back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { handleFanOut } from '../../shared/core/fan-out/handle-fan-out.ts';
import type { FanOutEvent, FanOutFunction, Spread } from '../../shared/core/fan-out/ports.ts';
import type { PumpDeps } from '../../shared/core/fan-out/pump.ts';

interface Run {
  readonly event: FanOutEvent;
  kill(): void;
}

export interface FakeLambda extends FanOutFunction {
  /** Runs that have not ended. */
  readonly running: ReadonlySet<Run>;
  /** Every event that a run was begun for, retries included. */
  readonly begun: FanOutEvent[];
  readonly deadLetters: FanOutEvent[];
  /** Resolves once nothing runs and nothing waits. */
  idle(): Promise<void>;
}

export interface FakeLambdaOptions {
  readonly retryMs?: number;
  readonly timeoutMs?: number;
  /** Told of each run as it begins. */
  readonly onRun?: (run: Run) => void;
}

const RETRIES = 2;

/** The same port, whose every call hangs for ever once the run is killed. */
const mortal = <P extends object>(port: P, isDead: () => boolean): P =>
  new Proxy(port, {
    get(target, name, self) {
      const member: unknown = Reflect.get(target, name, self);
      if (typeof member !== 'function' || name === 'now' || name === 'random') return member;
      return (...args: unknown[]) => {
        if (isDead()) return new Promise(() => {});
        const result: unknown = member.apply(target, args);
        return result instanceof Promise
          ? result.then(value => (isDead() ? new Promise(() => {}) : value))
          : result;
      };
    },
  });

export function fakeLambda(
  deps: Omit<PumpDeps, 'fanOutFunction'>,
  { retryMs = 50, timeoutMs = 60_000, onRun }: FakeLambdaOptions = {},
): FakeLambda {
  const running = new Set<Run>();
  const begun: FanOutEvent[] = [];
  const deadLetters: FanOutEvent[] = [];
  let queued = 0;

  async function handle(event: FanOutEvent): Promise<Spread | undefined> {
    begun.push(event);
    let dead = false;
    let die: (error: Error) => void = () => {};
    const death = new Promise<never>((_, reject) => {
      die = reject;
    });
    const run: Run = {
      event,
      kill() {
        dead = true;
        die(new Error('killed'));
      },
    };
    const isDead = () => dead;
    const own: PumpDeps = {
      settings: deps.settings,
      logger: deps.logger,
      connections: mortal(deps.connections, isDead),
      messages: mortal(deps.messages, isDead),
      poster: mortal(deps.poster, isDead),
      pumps: mortal(deps.pumps, isDead),
      postBudget: mortal(deps.postBudget, isDead),
      clock: mortal(deps.clock, isDead),
      onGone: mortal({ onGone: deps.onGone }, isDead).onGone,
      fanOutFunction: mortal(self, isDead),
      metrics: deps.metrics,
    };
    running.add(run);
    onRun?.(run);
    const { now, monotonic } = deps.clock;
    const invocation = { receivedAt: now(), deadline: monotonic() + timeoutMs };
    try {
      return await Promise.race([death, handleFanOut(own, event, invocation)]);
    } finally {
      running.delete(run);
    }
  }

  async function work(event: FanOutEvent): Promise<void> {
    for (let failures = 0; ; ) {
      try {
        await handle(event);
        return;
      } catch {
        failures += 1;
        if (failures > RETRIES) {
          deadLetters.push(event);
          return;
        }
        await sleep(retryMs);
      }
    }
  }

  const overTheWire = (event: FanOutEvent): FanOutEvent => JSON.parse(JSON.stringify(event));
  const self: FakeLambda = {
    running,
    begun,
    deadLetters,
    async start(event) {
      queued += 1;
      void work(overTheWire(event)).finally(() => {
        queued -= 1;
      });
    },
    run: async event => (await handle(overTheWire(event))) ?? { posts: 0, passedOver: 0 },
    async idle() {
      while (queued > 0) await sleep(5);
    },
  };
  return self;
}
