/** What a run came to: the promises, and whether everything that was asked for went wrong. */
import { check, type Violation } from '../../test/history/check.ts';
import { excerpt } from '../../test/history/excerpt.ts';
import { kindOf } from './faults.ts';
import type { Course } from './run.ts';
import type { Struck } from './strikes.ts';

export interface Outcome {
  /** Undecided: nothing was seen to break, and the machine was too busy for all to come to rest, or to go wrong. */
  readonly verdict: 'kept' | 'broken' | 'undecided';
  readonly seconds: number;
  readonly events: number;
  readonly acknowledged: number;
  readonly faults: readonly Struck[];
  /** Of each property, the one that the fewest events show. */
  readonly violations: readonly Violation[];
  /** Asked for, and struck nowhere. */
  readonly idle: readonly string[];
  readonly unsettled: readonly string[];
  /** Of the time in which the server wanted a CPU, the part in which it was given none. */
  readonly starved: number;
}

/** With less than half the CPU that it wants, a server may not keep up with its clients' patience. */
const TOO_STARVED = 0.5;

export function outcomeOf({ history, faults, unsettled, starved, seconds }: Course): Outcome {
  const first = new Map<string, Violation>();
  for (const violation of check(history))
    if (!first.has(violation.property)) first.set(violation.property, violation);
  const violations = [...first.values()];
  const idle = faults.filter(({ struck }) => struck === 0).map(({ fault }) => fault);
  const acknowledged = history.events.filter(
    event => event.kind === 'replied' && event.frame.action === 'sendMessage' && event.frame.type === 'ok',
  ).length;
  const isAtRest = unsettled.length === 0;
  const isKept = violations.length === 0 && idle.length === 0 && isAtRest;
  const isBroken = violations.some(({ atRest }) => isAtRest || !atRest) || starved <= TOO_STARVED;
  return {
    verdict: isKept ? 'kept' : isBroken ? 'broken' : 'undecided',
    seconds: Math.round(seconds),
    events: history.events.length,
    acknowledged,
    faults,
    violations,
    idle,
    unsettled,
    starved,
  };
}

const NAME_WIDTH = 27;

/** For people: the table of faults, and the verdict. */
export function told({ history }: Course, outcome: Outcome): string {
  const { faults, violations, idle, unsettled, starved, events, acknowledged, seconds, verdict } = outcome;
  const rows = faults.map(
    ({ fault, asked, struck }) =>
      `${fault.padEnd(NAME_WIDTH)}${String(asked).padStart(5)}${String(struck).padStart(8)}  ${kindOf(fault).says}`,
  );
  return [
    `${'fault'.padEnd(NAME_WIDTH)}${'asked'.padStart(5)}${'struck'.padStart(8)}`,
    ...rows,
    '',
    ...violations.map(violation => `${excerpt(history, violation)}\n`),
    ...idle.map(fault => `${fault} was asked for, and never struck.`),
    ...unsettled.map(what => `Not at rest when patience ended: ${what}.`),
    `The server had no CPU in ${Math.round(starved * 100)}% of the time in which it wanted one.`,
    `${VERDICTS[verdict]}: ${acknowledged} acknowledgements, ${events} events, ${seconds} s.`,
  ].join('\n');
}

const VERDICTS = {
  kept: 'Every promise was kept',
  broken: 'FAILED',
  undecided:
    'UNDECIDED, since the machine was too busy: try again when less else runs, or with fewer --clients',
} as const satisfies Readonly<Record<Outcome['verdict'], string>>;
