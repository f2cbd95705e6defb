/** The run on one self-contained page: what it was, what came of it, what it cost. */
import { count, ms, usd } from '../../costs/format.ts';
import type { Result } from '../result/result.ts';
import { type Chart, figure } from './chart.ts';
import { html, type Markup } from './html.ts';
import { costChart, histogramChart, unitsChart } from './in-sum.ts';
import { connectionsChart, errorsChart, latencyChart, serverChart, throughputChart } from './over-time.ts';
import { listOf, page, tile } from './page.ts';
import {
  checksTable,
  circumstancesTable,
  costTable,
  deliveryTable,
  latencyTable,
  secondsTable,
} from './tables.ts';
import { again, cautions, sentences } from './words.ts';

function tiles({
  connections,
  acked,
  delivered,
  lost,
  latencyMs,
  cost,
  deliveriesPerSecond,
}: Result): Markup[] {
  return [
    tile(count(connections), 'connections'),
    tile(count(acked), 'messages acknowledged'),
    tile(count(delivered), `deliveries, ${count(deliveriesPerSecond)} a second`),
    tile(count(lost), 'lost', lost === 0 ? 'good' : 'bad'),
    tile(latencyMs ? ms(latencyMs.p99) : '–', '99 in 100 delivered within'),
    tile(cost ? usd(cost.usdPerThousandSent) : '–', 'per 1,000 messages on AWS'),
  ];
}

export function reportOf(result: Result): string {
  const { name, about, passed, startedAt, examples } = result;
  const charts = [
    connectionsChart(result),
    throughputChart(result),
    latencyChart(result),
    histogramChart(result),
    unitsChart(result),
    costChart(result),
    errorsChart(result),
    serverChart(result),
  ].filter((chart): chart is Chart => chart !== undefined);
  return page({
    kind: 'Load run',
    name,
    about,
    startedAt,
    passed,
    badge: passed ? 'Expectations met' : 'Expectations not met',
    body: html`<p class="lead">${sentences(result).join(' ')}</p>
${listOf('cautions', cautions(result))}
<ul class="tiles">${tiles(result)}</ul>
<section><h2>What was expected</h2>${checksTable(result)}
${examples.length > 0 ? html`<h3>The first ${examples.length}</h3>${listOf('examples', examples)}` : undefined}</section>
<section><h2>Over the run</h2><div class="charts">${charts.map(figure)}</div></section>
<section><h2>The figures</h2>
<div class="columns"><div>${deliveryTable(result)}</div><div>${latencyTable(result)}${costTable(result)}${circumstancesTable(result)}</div></div>
<p>The same run again:</p><pre>${again(result)}</pre>
<details><summary>Second by second</summary>${secondsTable(result)}</details></section>`,
    footer:
      'A delivery is one message to one member. Every time counts from when the message was due by the schedule, whether or not ' +
      'the server kept up. How to read this page: docs/load.md.',
    data: result,
  });
}
