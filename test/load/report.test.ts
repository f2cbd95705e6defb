import { describe, expect, test } from 'vitest';
import { reportOf } from '../../load/report/report.ts';
import { aResult } from './given.ts';

const figuresIn = (html: string): string[] =>
  [...html.matchAll(/<figure><figcaption><h3>(.*?)<\/h3>/g)].map(([, title = '']) => title);

describe('the report', () => {
  const html = reportOf(aResult());

  test('holds every chart, drawn', () => {
    expect(figuresIn(html)).toEqual([
      'Connections',
      'Messages a second',
      'Time to delivery',
      'How long deliveries took',
      'What 1,000 messages took',
      expect.stringMatching(/^What 1,000 messages cost: \$0\.0\d+$/),
      'Errors a second',
      'The server',
    ]);
    expect(html.match(/<svg /g)).toHaveLength(8);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('is self-contained: no script, no address that is loaded', () => {
    expect(html).not.toMatch(/<link|<img|@import|url\((?!#)|<script(?! type="application\/json")/);
    expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)]).toEqual([]);
    expect(html.length).toBeLessThan(200_000);
  });

  test('says in words and figures what came of the run', () => {
    expect(html).toContain('20 connections in 2 rooms sent 1,000 messages in 10 seconds.');
    expect(html).toContain(
      'Every one of the 9,000 deliveries they were owed arrived, once and in one order.',
    );
    expect(html).toContain('99 in 100 at most 50 ms');
    expect(html).toContain('Expectations met');
    expect(html).toContain('npm run load -- --scenario steady --connections 20 --rooms 2');
  });

  test('does for light and dark', () => {
    expect(html).toContain('prefers-color-scheme: dark');
    // Words and lines take their colours from the page: a fixed one is unreadable on one of the two papers.
    expect(html).toMatch(/<text [^>]*fill="var\(--/);
    expect(html).not.toMatch(/<text [^>]*fill="(#|rgb)/);
    expect(html).not.toMatch(/<path [^>]*stroke="(#|rgb)(?![^>]*stroke-width="0")/);
  });

  test('holds its data, which a text can’t end', () => {
    const hostile = aResult({ about: '</script><script>alert(1)</script>', examples: ['lost: <b>m1</b>'] });
    const page = reportOf(hostile);
    const [, data = ''] = /<script type="application\/json" id="result">(.*?)<\/script>/.exec(page) ?? [];
    expect(JSON.parse(data)).toEqual(hostile);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('lost: &lt;b&gt;m1&lt;/b&gt;');
    expect(page).not.toContain('<script>alert');
  });
});

test('a failed run says so first, with what was not met and the first examples', () => {
  const html = reportOf(
    aResult({
      lost: 12,
      delivered: 8_988,
      passed: false,
      checks: [{ what: 'messages lost', wanted: 'none', got: '12', met: false }],
      examples: ['lost: m1 at seq 1 of r never reached client-1'],
      errors: { RATE_LIMITED: 3, CLOSED_1006: 2 },
    }),
  );
  expect(html).toContain('Expectations not met');
  expect(html).toContain('12 of 9,000 deliveries never arrived.');
  expect(html).toMatch(/✗ not met<\/td><td>messages lost<\/td><td>none<\/td><td>12/);
  expect(html).toContain('lost: m1 at seq 1 of r never reached client-1');
  expect(html).toMatch(/errors: CLOSED_1006<\/td><td>2/);
});

test('warns where the generator or the machine was part of what was measured', () => {
  const { generator, server } = aResult();
  const late = reportOf(
    aResult({ generator: { ...generator, lateMs: { p50: 1, p90: 40, p99: 90, p999: 95, max: 99 } } }),
  );
  expect(late).toContain(
    'The generator itself was late: one message in 100 left 90 ms or more after it was due',
  );
  if (!server) throw new Error('no server');
  expect(reportOf(aResult({ server: { ...server, cpu: 1.8 } }))).toContain('those of a full machine');
  expect(reportOf(aResult())).not.toContain('class="cautions"');
});

test('a run against a stage that counts nothing has the charts that it can have', () => {
  const { units: _, server: __, ...rest } = aResult();
  const html = reportOf({ ...rest, series: rest.series.map(({ server: ___, ...row }) => row) });
  expect(figuresIn(html)).not.toContain('The server');
  expect(figuresIn(html)).not.toContain('What 1,000 messages took');
  expect(figuresIn(html)).toContain('Time to delivery');
});
