/** Every link of a page leads to a file that is there, and to a heading that it has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.md'),
);
const PAGES = ['README.md', 'CONTRIBUTING.md', ...inDocs.map(name => join('docs', name))];

const withoutCode = (page: string): string => page.replace(/```[\s\S]*?```/g, '');

/** As GitHub makes them. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(page: string): Set<string> {
  const headings = [...withoutCode(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  );
  const named = [...page.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id);
  return new Set([...headings, ...named]);
}

test.each(PAGES)('%s links to nothing that is not there', name => {
  const page = readFileSync(name, 'utf8');
  const links = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links.filter(link => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
  });
  expect(broken).toEqual([]);
});
