/**
 * `--trace`: one line an event. Only what is listed here is ever shown, and nothing of it comes from a client's headers,
 * query or body: a token can't get in.
 */
import { stripVTControlCharacters } from 'node:util';
import { Chalk, type ChalkInstance } from 'chalk';
import * as z from 'zod';
import type { Answered } from '../gateway/answered.ts';
import type { Finished } from '../lambda/invoker.ts';

export interface Traced {
  /** As in `sendMessage`, `$connect` or `POST /publish`; undefined if no route led to it. */
  readonly route?: string;
  /** Undefined if the gateway answered by itself. */
  readonly function?: string;
  readonly connectionId?: string;
  /** How a function ended, or what the gateway answered without one. */
  readonly outcome: string;
  readonly ms?: number;
  readonly readUnits?: number;
  readonly writeUnits?: number;
  readonly posts?: number;
}

export interface Trace {
  finished(finished: Finished): void;
  answered(answered: Answered): void;
}

/** Events of a queue or of the clock have neither. */
const routed = z.object({
  requestContext: z.object({
    routeKey: z.string().optional().catch(undefined),
    connectionId: z.string().optional().catch(undefined),
  }),
});

function tracedOf({ fn, event, outcome, ms, readUnits, writeUnits, posts }: Finished): Traced {
  const { routeKey: route, connectionId } = routed.safeParse(event).data?.requestContext ?? {};
  return {
    ...(route !== undefined && { route }),
    function: fn.handler,
    ...(connectionId !== undefined && { connectionId }),
    outcome,
    ms: Math.round(ms * 10) / 10,
    readUnits,
    writeUnits,
    posts,
  };
}

const COLOURS: Readonly<Record<string, 'green' | 'red' | 'cyan'>> = {
  ok: 'green',
  MOCK: 'cyan',
  error: 'red',
  timeout: 'red',
};

const GAP = '  ';
/** The time and the route: what is narrower than these is no terminal. */
const LEAST_COLUMNS = 2;

/** For people: columns that stay in place from line to line, as many of them as fit into `width`. */
export function lineOf(
  traced: Traced,
  at: Date,
  chalk: ChalkInstance,
  width = Number.POSITIVE_INFINITY,
): string {
  const { route = '', connectionId = '', outcome, ms, readUnits = 0, writeUnits = 0, posts = 0 } = traced;
  const name = traced.function === undefined || route.startsWith('$') ? '' : traced.function;
  const spent = ms === undefined ? '' : `${ms.toFixed(1)} ms`;
  const columns = [
    chalk.dim(at.toISOString().slice(11, 23)),
    chalk.bold((route || name).padEnd(16)),
    connectionId.padEnd(16),
    chalk[COLOURS[outcome] ?? 'yellow'](outcome.padEnd(14)),
    spent.padStart(10),
    `${String(readUnits).padStart(6)} r ${String(writeUnits).padStart(4)} w`,
    `${String(posts).padStart(5)} posts`,
    traced.function === 'authorizer' ? chalk.dim('authorizer') : '',
  ];
  const widthOf = (shown: readonly string[]) => stripVTControlCharacters(shown.join(GAP)).trimEnd().length;
  while (columns.length > LEAST_COLUMNS && widthOf(columns) > width) columns.pop();
  return columns.join(GAP).trimEnd();
}

/** @param output a terminal is given lines for people, everything else JSON */
export function traceTo(output: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}): Trace {
  const chalk = new Chalk();
  const show = (traced: Traced) => {
    const at = new Date();
    output.write(
      `${output.isTTY ? lineOf(traced, at, chalk, output.columns) : JSON.stringify({ at, ...traced })}\n`,
    );
  };
  return {
    finished: finished => show(tracedOf(finished)),
    answered: show,
  };
}
