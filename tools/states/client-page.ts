/** docs/client.md, in which the diagram is made and the rest is written. */
import { readFileSync, writeFileSync } from 'node:fs';
import { stateDiagram } from './state-diagram.ts';

const FILE = new URL('../../docs/client.md', import.meta.url);

export const readClientPage = (): string => readFileSync(FILE, 'utf8');
export const writeClientPage = (text: string): void => writeFileSync(FILE, text);

export const withDiagram = (page: string): string =>
  page.replace(
    /(<!-- states -->\n)[\s\S]*?(<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}\n${stateDiagram()}\n\n${end}`,
  );
