/** What a run came to: the promises, and whether everything that was asked for went wrong. */
import { check, type Violation } from '../../test/history/check.ts';
import { excerpt } from '../../test/history/excerpt.ts';
import { kindOf } from './faults.ts';
import type { Course } from './run.ts';
import type { Struck } from './strikes.ts';

export interface Outcome {
  readonly passed: boolean;
  readonly seconds: number;
  readonly events: number;
  readonly acknowledged: number;
  readonly faults: readonly Struck[];
  /** Of each property, the one that the fewest events show. */
  readonly violations: readonly Violation[];
  /** Asked for, and struck nowhere. */
  readonly idle: readonly string[];
  readonly unsettled: readonly string[];
}

export function outcomeOf({ history, faults, unsettled, seconds }: Course): Outcome {
  const first = new Map<string, Violation>();
  for (const violation of check(history))
    if (!first.has(violation.property)) first.set(violation.property, violation);
  const violations = [...first.values()];
  const idle = faults.filter(({ struck }) => struck === 0).map(({ fault }) => fault);
  const acknowledged = history.events.filter(
    event => event.kind === 'replied' && event.frame.action === 'sendMessage' && event.frame.type === 'ok',
  ).length;
  return {
    passed: violations.length === 0 && idle.length === 0 && unsettled.length === 0,
    seconds: Math.round(seconds),
    events: history.events.length,
    acknowledged,
    faults,
    violations,
    idle,
    unsettled,
  };
}

const NAME_WIDTH = 27;

/** For people: the table of faults, and the verdict. */
export function told({ history }: Course, outcome: Outcome): string {
  const { faults, violations, idle, unsettled, events, acknowledged, seconds, passed } = outcome;
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
    `${passed ? 'Every promise was kept' : 'FAILED'}: ${acknowledged} acknowledgements, ${events} events, ${seconds} s.`,
  ].join('\n');
}
