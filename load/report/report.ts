/** The run on one self-contained page: what it was, what came of it, what it cost. */
import { readFileSync } from 'node:fs';
import { count, ms, usd } from '../../costs/format.ts';
import type { Result } from '../result/result.ts';
import { type Chart, figure } from './chart.ts';
import { html, Markup } from './html.ts';
import { costChart, histogramChart, unitsChart } from './in-sum.ts';
import { connectionsChart, errorsChart, latencyChart, serverChart, throughputChart } from './over-time.ts';
import {
  checksTable,
  circumstancesTable,
  costTable,
  deliveryTable,
  latencyTable,
  secondsTable,
} from './tables.ts';
import { again, cautions, sentences } from './words.ts';

const STYLE = new Markup(readFileSync(new URL('report.css', import.meta.url), 'utf8'));

function tiles({
  connections,
  acked,
  delivered,
  lost,
  latencyMs,
  cost,
  deliveriesPerSecond,
}: Result): Markup[] {
  const tile = (figureText: string, what: string, mood = '') =>
    html`<li class="${mood}"><strong>${figureText}</strong><span>${what}</span></li>`;
  return [
    tile(count(connections), 'connections'),
    tile(count(acked), 'messages acknowledged'),
    tile(count(delivered), `deliveries, ${count(deliveriesPerSecond)} a second`),
    tile(count(lost), 'lost', lost === 0 ? 'good' : 'bad'),
    tile(latencyMs ? ms(latencyMs.p99) : '–', '99 in 100 delivered within'),
    tile(cost ? usd(cost.usdPerThousandSent) : '–', 'per 1,000 messages on AWS'),
  ];
}

const listOf = (className: string, texts: readonly string[]): Markup | undefined =>
  texts.length > 0
    ? html`<ul class="${className}">${texts.map(text => html`<li>${text}</li>`)}</ul>`
    : undefined;

/** The data itself, so that a report can be read by a program too; `<` is escaped, so that no text ends the element. */
const dataOf = (result: Result): Markup =>
  new Markup(
    `<script type="application/json" id="result">${JSON.stringify(result).replaceAll('<', '\\u003c')}</script>`,
  );

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
  const when = new Date(startedAt).toISOString().replace('T', ' ').slice(0, 16);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Load run ${name}: ${passed ? 'expectations met' : 'expectations not met'}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">Load run · ${when} UTC</p>
<h1>${name} <span class="badge ${passed ? 'good' : 'bad'}">${passed ? 'Expectations met' : 'Expectations not met'}</span></h1>
<p class="about">${about}</p>
</header>
<main>
<p class="lead">${sentences(result).join(' ')}</p>
${listOf('cautions', cautions(result))}
<ul class="tiles">${tiles(result)}</ul>
<section><h2>What was expected</h2>${checksTable(result)}
${examples.length > 0 ? html`<h3>The first ${examples.length}</h3>${listOf('examples', examples)}` : undefined}</section>
<section><h2>Over the run</h2><div class="charts">${charts.map(figure)}</div></section>
<section><h2>The figures</h2>
<div class="columns"><div>${deliveryTable(result)}</div><div>${latencyTable(result)}${costTable(result)}${circumstancesTable(result)}</div></div>
<p>The same run again:</p><pre>${again(result)}</pre>
<details><summary>Second by second</summary>${secondsTable(result)}</details></section>
</main>
<footer>A delivery is one message to one member. Every time counts from when the message was due by the schedule, whether or
not the server kept up. How to read this page: docs/load.md.</footer>
${dataOf(result)}
</body>
</html>
`.text;
}
