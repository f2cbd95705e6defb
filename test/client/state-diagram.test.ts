import { expect, it } from 'vitest';
import { readClientPage, withDiagram } from '../../tools/states/client-page.ts';
import { stateDiagram } from '../../tools/states/state-diagram.ts';

it('docs/client.md draws the states that the reducer has (npm run docs -- states draws them anew)', () => {
  const page = readClientPage();
  expect(page).toContain('stateDiagram-v2');
  expect(withDiagram(page)).toBe(page);
});

it('the diagram shows what a refused token leads to, and that every state leads to another', () => {
  const diagram = stateDiagram();
  expect(diagram).toContain('connecting --> waiting: failed, refused');
  expect(diagram).toMatch(/connecting --> stopped: .*refused 3 times/);
  const edges = [...diagram.matchAll(/(\w+) --> (\w+)/g)];
  const left = new Set(edges.map(([, from]) => from));
  for (const [, , to] of edges) expect(left).toContain(to);
});
