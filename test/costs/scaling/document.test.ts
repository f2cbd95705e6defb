import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { charts } from '../../../costs/scaling/charts.ts';
import { document } from '../../../costs/scaling/document.ts';
import { fanOutDocument } from '../../../costs/scaling/fan-out.ts';

/** Drawn from a trace, by `npm run docs -- trace`. */
const OF_OPERATIONS = 'trace.svg';
const STALE = 'is stale: npm run docs -- scaling';

describe('docs/scaling.md', async () => {
  const text = await document();

  test('is what the model says today', () => {
    expect(readFileSync('docs/scaling.md', 'utf8'), STALE).toBe(text);
  });

  test('shows every chart, and each is what the model says today', async () => {
    const made = await charts();
    expect(readdirSync('docs/charts').sort()).toEqual([...Object.keys(made), OF_OPERATIONS].sort());
    for (const [name, svg] of Object.entries(made)) {
      expect(text).toContain(`](charts/${name})`);
      expect(readFileSync(`docs/charts/${name}`, 'utf8') === svg, `${name} ${STALE}`).toBe(true);
    }
  });

  test('has the shape of the discussion that it answers', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(
      expect.arrayContaining([
        '1. API Gateway',
        '2. Lambda functions',
        '3. DynamoDB',
        '4. Cognito',
        '5. Secrets Manager',
        'Total cost',
        'Time',
        'Summary',
      ]),
    );
  });

  test('leaves no figure out', () => {
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('docs/fan-out.md', async () => {
  const text = await fanOutDocument();

  test('is what the simulator says today', () => {
    expect(readFileSync('docs/fan-out.md', 'utf8'), STALE).toBe(text);
  });

  test('says what is not possible, and leaves no figure out', () => {
    expect(text).toContain('## What is not possible at default quotas');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});
