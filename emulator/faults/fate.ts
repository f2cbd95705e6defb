/** What will befall one run of a function, drawn before it begins. */
import type { Faults } from './faults.ts';

/** A step is a call that the function makes, or an answer that comes to it; the first is 1. */
export interface Fate {
  /** Its sandbox is gone before this step is done. */
  readonly diesAt: number | undefined;
  /** Before this step it stands still… */
  readonly freezesAt: number | undefined;
  /** …for so long. */
  readonly freezeMs: number;
  /** Called as it happens: a run may end before its step comes. */
  readonly struck: (how: 'killed' | 'frozen') => void;
}

export interface SandboxFaults {
  /** Undefined: nothing will. */
  readonly fateOf: (functionName: string) => Fate | undefined;
  /** How far the wall clock is off. */
  readonly clockOffset: Float64Array;
}

/** Most runs take fewer calls than this, each of which has an answer. */
const LAST_STEP = 16;

export const fates =
  (faults: Faults, asynchronous: ReadonlySet<string>): SandboxFaults['fateOf'] =>
  functionName => {
    const isAsync = asynchronous.has(functionName);
    const kill = isAsync ? 'kill-async-function' : 'kill-function';
    const freezeMs = isAsync ? faults.delayMs('freeze-async-function') : 0;
    const dies = faults.draws(kill);
    if (!dies && freezeMs === 0) return undefined;
    return {
      diesAt: dies ? faults.upTo(LAST_STEP, kill) : undefined,
      freezesAt: freezeMs > 0 ? faults.upTo(LAST_STEP, 'freeze-async-function') : undefined,
      freezeMs,
      struck: how => faults.count(how === 'killed' ? kill : 'freeze-async-function'),
    };
  };
