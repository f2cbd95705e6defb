import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fate } from '../faults/fate.ts';
import { WorkLeftBehind } from './errors.ts';

/** Something begun outside the process, whose effect is lost if the function does not wait for it. */
export interface Effect {
  readonly name: string;
  /** A request that was aborted is over at once, though its socket reports it later. */
  readonly isAborted?: () => boolean;
}

/** One run of a function, known to everything that the run calls, however deep: no handler has to hand it on. */
export class Invocation {
  readonly functionName: string;
  readonly requestId: string;
  readUnits = 0;
  writeUnits = 0;
  posts = 0;
  #over = false;
  #reported = false;
  #fate: (Fate & { die(): void }) | undefined;
  #steps = 0;
  #frozenUntil = 0;
  readonly #effects = new Set<Effect>();
  readonly #report: (functionName: string, error: unknown) => void;

  constructor(
    functionName: string,
    requestId: string,
    report: (functionName: string, error: unknown) => void,
  ) {
    this.functionName = functionName;
    this.requestId = requestId;
    this.#report = report;
  }

  /** @param die called if the run is to be killed, at its step */
  meets(fate: Fate, die: () => void): void {
    this.#fate = { ...fate, die };
  }

  /** Called before each call that the run makes, and at each answer. Returns for how long it stands still, in milliseconds. */
  step(): number {
    if (this.#fate === undefined) return 0;
    const { diesAt, freezesAt, freezeMs, struck, die } = this.#fate;
    this.#steps += 1;
    if (this.#steps === diesAt) {
      struck('killed');
      die();
    }
    if (this.#steps === freezesAt) {
      struck('frozen');
      this.#frozenUntil = performance.now() + freezeMs;
    }
    return Math.max(0, this.#frozenUntil - performance.now());
  }

  /** False if the function has returned: what it begins now must not happen. */
  mayBegin(name: string): boolean {
    if (!this.#over) return true;
    this.#leftBehind([name], 'begun after it had returned');
    return false;
  }

  watch(effect: Effect): void {
    this.#effects.add(effect);
  }

  unwatch(effect: Effect): void {
    this.#effects.delete(effect);
  }

  /** The function returned or threw. */
  end(): void {
    this.#over = true;
    const underWay = [...this.#effects].filter(({ isAborted }) => !isAborted?.());
    const left = underWay.map(({ name }) => name);
    if (left.length > 0) this.#leftBehind(left, 'under way when it returned');
  }

  /** The function ran into its timeout, or its sandbox was killed: that it left work behind is no news. */
  kill(): void {
    this.#over = true;
    this.#reported = true;
  }

  /** Said once: a loop that goes on, or a client that tries again, would fill the screen. */
  #leftBehind(...how: ConstructorParameters<typeof WorkLeftBehind>): void {
    if (!this.#reported) this.#report(this.functionName, new WorkLeftBehind(...how));
    this.#reported = true;
  }
}

const current = new AsyncLocalStorage<Invocation>();

/** The run that the caller belongs to; undefined outside any. */
export const currentInvocation = (): Invocation | undefined => current.getStore();

export const runIn = <T>(invocation: Invocation, work: () => T): T => current.run(invocation, work);
