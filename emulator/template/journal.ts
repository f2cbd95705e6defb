/** What happened around the functions that they would not tell a client: refusals, failures, log lines. */
import type { TemplateFunction } from './functions.ts';
import { type Call, refusalOf } from './iam.ts';

/** A function's call that its policies allowed. */
export interface UsedGrant {
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
}

export interface Journal {
  /** What must not happen in a stack that is right, each naming the function and what it lacks. */
  readonly troubles: readonly string[];
  /** What the functions wrote, line by line, with their names before it. */
  readonly lines: readonly string[];
  readonly used: readonly UsedGrant[];
  /** The functions that ran, each once. */
  readonly invoked: ReadonlySet<string>;
}

/** Oldest lines go first. */
const MOST_LINES = 5_000;

export class Recorder implements Journal {
  readonly troubles: string[] = [];
  readonly lines: string[] = [];
  readonly used: UsedGrant[] = [];
  readonly invoked = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  called(fn: TemplateFunction, call: Call, allowed: boolean): void {
    const key = `${fn.handler} ${call.action} ${call.resource}`;
    if (!allowed) this.#trouble(refusalOf(fn, call));
    else if (!this.#seen.has(key)) {
      this.#seen.add(key);
      this.used.push({ functionName: fn.handler, ...call });
    }
  }

  failed(functionName: string, error: unknown): void {
    this.#trouble(
      `${functionName} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
    );
  }

  logged(functionName: string, line: string): void {
    const text = `${functionName}: ${line.trimEnd()}`;
    // As Lambda's JSON log marks what a function logs as an error.
    if (line.includes('"level":"ERROR"')) this.#trouble(text);
    else this.#write(text);
  }

  #trouble(text: string): void {
    this.troubles.push(text);
    this.#write(text);
  }

  #write(line: string): void {
    if (this.lines.length === MOST_LINES) this.lines.shift();
    this.lines.push(line);
    this.#print(line);
  }
}
