import { markdownTable } from 'markdown-table';

type Rows = readonly (readonly string[])[];

const aligned = (head: readonly string[], rows: Rows, others: 'l' | 'r'): string =>
  markdownTable([[...head], ...rows.map(row => [...row])], {
    align: head.map((_, column) => (column === 0 ? 'l' : others)),
  });

/** The first column holds words, the others figures. */
export const table = (head: readonly string[], rows: Rows): string => aligned(head, rows, 'r');

export const wordsTable = (head: readonly string[], rows: Rows): string => aligned(head, rows, 'l');

export const paragraphs = (...parts: readonly string[]): string => parts.join('\n\n');

export const list = (items: readonly string[]): string => items.map(item => `- ${item}`).join('\n');
