/** The commands that the pages show, as a shell would read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.md'),
);
const PAGES = ['README.md', 'CONTRIBUTING.md', ...inDocs.map(name => join('docs', name)).sort()];

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

export interface Shown {
  readonly page: string;
  readonly line: string;
  /** Within a sentence, where a program is often only named. */
  readonly isInline: boolean;
}

/** In blocks of shell and inline, each up to its pipe, its redirection or its comment. */
function shownOn(page: string): Shown[] {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').split('\n'),
  );
  const inline = [...text.matchAll(/(?<!`)`((?:npm|npx) [^`]+)`(?!`)/g)].map(([, line = '']) => line);
  const commands = (lines: readonly string[], isInline: boolean) =>
    lines
      .flatMap(line => line.replace(/\s#\s.*/, '').split(/ (?:&&|\||>|;) /))
      .map(line => ({ page, line: line.replace(/\s+/g, ' ').trim(), isInline }));
  return [...commands(blocks, false), ...commands(inline, true)];
}

/** What stands for something of the reader's own, and something of that kind. */
const STANDS_FOR: readonly (readonly [RegExp, string])[] = [
  [/<UserPoolId>/g, 'us-east-1_Example'],
  [/<SocketUrl>/g, 'wss://abc.execute-api.us-east-1.amazonaws.com/v1'],
  [/<surface>/g, 'gateway'],
  [/wss:\/\/…/g, 'wss://abc.execute-api.us-east-1.amazonaws.com/v1'],
  [/ N\b/g, ' 10000'],
  [/ FILE\b/g, ' chat'],
  [/ --region$/g, ' --region eu-central-1'],
];

const filledIn = (line: string): string =>
  STANDS_FOR.reduce((text, [pattern, value]) => text.replace(pattern, value), line);

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));

/** A program of ours, and the flags that a page gives it. */
export interface Call extends Shown {
  readonly program: string;
  readonly args: readonly string[];
}

const NODE = /^(?:exec |\w+=\w+ )*(?:node --import )?tsx (\S+)$/;

/** Undefined if the command runs no program of ours. */
function callOf(shown: Shown): Call | undefined {
  const { line } = shown;
  const [, name, given = ''] =
    /^npm (?:run (?:-s )?)?([\w:]+)(?: -- (.*))?$/.exec(filledIn(line).replace(/^\w+=\S+ /, '')) ?? [];
  const [, byScript] = NODE.exec(scripts[name ?? ''] ?? '') ?? [];
  if (byScript !== undefined) return { ...shown, program: byScript, args: wordsOf(given) };
  const [, byTsx, rest = ''] = /^npx tsx (\S+)(.*)$/.exec(filledIn(line)) ?? [];
  return byTsx === undefined ? undefined : { ...shown, program: byTsx, args: wordsOf(rest) };
}

export const SHOWN: readonly Shown[] = PAGES.flatMap(shownOn);

const isFirst = (call: Call, at: number, calls: readonly Call[]): boolean =>
  calls.findIndex(({ program, args }) => program === call.program && args.join() === call.args.join()) === at;

/** Each once. */
export const CALLS: readonly Call[] = SHOWN.flatMap(shown => callOf(shown) ?? [])
  .filter(({ isInline, args }) => !isInline || args.length > 0)
  .filter(isFirst);

/** Each program that a page or an npm script names. */
export const PROGRAMS: readonly string[] = [
  ...new Set([
    ...CALLS.map(({ program }) => program),
    ...Object.values(scripts).flatMap(script => NODE.exec(script)?.[1] ?? []),
  ]),
];
