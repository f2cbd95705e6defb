/** A soak on one page: what held, and whether anything rises that should not. */
import { count, mib } from '../../costs/format.ts';
import { type Chart, figure } from '../../load/report/chart.ts';
import { html } from '../../load/report/html.ts';
import { amounts, line, seconds } from '../../load/report/over-time.ts';
import { listOf, page, tile } from '../../load/report/page.ts';
import { checksTable, table } from '../../load/report/tables.ts';
import { settlingOf } from './plan.ts';
import { FIGURES, type Figure, figureOf, handlesIn, type SoakResult, timersIn } from './result.ts';

const MIB = 2 ** 20;
const isMemory = (name: Figure): boolean => name === 'heapUsed' || name === 'rss';
const shownAs = (name: Figure, value: number): string => (isMemory(name) ? mib(value) : count(value));

/** The points, and the straight line through those that count. */
function trendChart(name: Figure, { samples, trends, plan }: SoakResult): Chart {
  const trend = trends[name];
  const scale = isMemory(name) ? MIB : 1;
  const first = settlingOf(plan);
  const at = (second: number, { mean, perHour, middle }: NonNullable<typeof trend>) =>
    (mean + (perHour / 3_600) * (second - middle)) / scale;
  const last = samples.at(-1)?.at ?? 0;
  return {
    title: FIGURES[name],
    says: trend
      ? `${isMemory(name) ? 'MiB, after a collection' : 'How many'}. The line rises by ${shownAs(name, trend.perHour)} an hour; with 95% confidence by ${shownAs(name, trend.low)} to ${shownAs(name, trend.high)}.`
      : 'Too few points for a line.',
    option: {
      xAxis: seconds,
      yAxis: amounts,
      series: [
        line(
          FIGURES[name],
          samples.map(sample => [sample.at, figureOf(sample, name) / scale]),
        ),
        ...(trend
          ? [
              line(
                'its line',
                [first, last].map(second => [second, at(second, trend)]),
                { lineStyle: { width: 2, type: 'dashed' } },
              ),
            ]
          : []),
      ],
    },
  };
}

function shownChart({ samples }: SoakResult): Chart {
  const points = samples.slice(1).map((sample, index): [number, number] => {
    const before = samples[index] ?? sample;
    return [sample.at, (sample.shown - before.shown) / Math.max(1, sample.at - before.at)];
  });
  return {
    title: 'Entries shown a second',
    says: 'To all clients together, in the order of their logs.',
    option: { xAxis: seconds, yAxis: amounts, series: [line('shown', points)] },
  };
}

const sumOf = (amounts: Readonly<Record<string, number>>): number =>
  Object.values(amounts).reduce((sum, each) => sum + each, 0);

export function pageOf(result: SoakResult): string {
  const { plan, passed, startedAt, before, after, verdict, tally, acknowledged, faults, timedOut } = result;
  const charts = [
    shownChart(result),
    ...(Object.keys(FIGURES) as Figure[]).map(name => trendChart(name, result)),
  ];
  return page({
    kind: 'Soak',
    name: `${count(plan.connections)} connections, ${count(plan.duration)} s`,
    about:
      'Clients of the SDK talk in rooms, halls and between two, change what they said, come, go and roll over, while things go wrong.',
    startedAt,
    passed,
    badge: passed ? 'Nothing is left behind' : 'Something did not hold',
    body: html`<ul class="tiles">${[
      tile(count(acknowledged), 'entries acknowledged'),
      tile(count(tally.shown), 'entries shown'),
      tile(count(verdict.lost), 'lost', verdict.lost === 0 ? 'good' : 'bad'),
      tile(count(sumOf(faults)), 'faults struck'),
    ]}</ul>
<section><h2>What must hold</h2>${checksTable(result)}
${verdict.examples.length > 0 ? html`<h3>The first</h3>${listOf('examples', verdict.examples)}` : undefined}</section>
<section><h2>Over the run</h2><div class="charts">${charts.map(figure)}</div></section>
<section><h2>At rest</h2>${table(
      ['', 'before', 'after'],
      [
        ['heap in use', mib(before.heapUsed), mib(after.heapUsed)],
        ['resident memory', mib(before.rss), mib(after.rss)],
        ['handles', count(handlesIn(before)), count(handlesIn(after))],
        ['timers', count(timersIn(before)), count(timersIn(after))],
        ['rows of connections', count(before.rows.connections), count(after.rows.connections)],
        ['other rows that come and go', count(before.rows.rest), count(after.rows.rest)],
        ['runs of functions that were cut off', '', count(sumOf(timedOut))],
        ['entries of logs, which stay', count(before.rows.entries), count(after.rows.entries)],
      ],
    )}</section>
<p>The same soak again:</p><pre>npm run soak -- --duration ${plan.duration}s --connections ${plan.connections} --rate ${plan.rate} --lifetime ${plan.lifetime}s --faults ${plan.faults} --seed ${plan.seed}</pre>`,
    footer:
      'Memory is of the server’s process, its heap without the store’s thread. Confidence takes the errors of neighbouring points as independent.',
    data: result,
  });
}
