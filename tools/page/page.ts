/** docs/protocol.md as a test reads it. */
import { readFileSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';
import { errorReply, pushes, replies, requests } from '../../shared/protocol/index.ts';
import { fieldTable } from './field-table.ts';

const FILE = new URL('../../docs/protocol.md', import.meta.url);

export interface Section {
  /** `sendMessage`, `Push: message`, `Limits`. */
  readonly title: string;
  readonly text: string;
}

export const readPage = (): string => readFileSync(FILE, 'utf8');
export const writePage = (text: string): void => writeFileSync(FILE, text);

export const sectionsOf = (page: string): Section[] =>
  page.split(/^(?=#{2,3} )/m).map(text => ({
    title: /^#+ (.*)/.exec(text)?.[1]?.replaceAll('`', '') ?? '',
    text,
  }));

export interface Example {
  readonly kind: string;
  readonly frame: unknown;
}

/** Blocks of `json request`, `json reply`, `json push` and `json error`. */
export const examplesOf = (text: string): Example[] =>
  [...text.matchAll(/^```json(?: (\w+))?\n([\s\S]*?)^```$/gm)].map(([, kind = 'none', json = '']) => ({
    kind,
    frame: JSON.parse(json),
  }));

/** The rows of every table in the text, without its head. */
export const tableRows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && lines[index - 1]?.startsWith('|'))
    .filter(line => !/^\| -/.test(line))
    .map(line =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map(cell => cell.trim()),
    );

export interface Violation {
  readonly section: string;
  readonly what: string;
  readonly frame: string;
  readonly code: string;
}

const bare = (cell = ''): string => cell.replace(/^`(.*)`$/, '$1');

/** Rows of three cells whose last is a code; those without a frame take more than one to cause. */
export const violationsOf = ({ title, text }: Section): Violation[] =>
  tableRows(text).flatMap(([what = '', frame, code, ...rest]) =>
    rest.length === 0 && /^`[A-Z_]+`$/.test(code ?? '')
      ? [{ section: title, what, frame: bare(frame), code: bare(code) }]
      : [],
  );

const schemas: Readonly<Record<string, Readonly<Record<string, z.core.$ZodType>>>> = {
  request: requests,
  reply: replies,
  push: pushes,
};

function tableFor(kind: string, name: string): string {
  const schema = kind === 'error' ? errorReply : schemas[kind]?.[name];
  if (!schema) throw new Error(`docs/protocol.md has the fields of a ${kind} ${name}, which there is not`);
  return fieldTable(schema);
}

/** The page with every table of fields made anew from its schema. */
export const withTables = (page: string): string =>
  page.replaceAll(
    /(<!-- fields (\w+) ?(\w*) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, kind: string, name: string, end: string) =>
      `${begin}\n${tableFor(kind, name)}\n\n${end}`,
  );
