/** The figures that the charts are drawn from, and those that need no chart. */

import { count, kib, mib, ms, usd } from '../../costs/format.ts';
import type { Percentiles } from '../generator/histogram.ts';
import type { Check, Result } from '../result/result.ts';
import { html, type Markup } from './html.ts';

type Cells = readonly (string | number)[];

/** A heading of nothing would be read out as a heading. */
const heading = (cell: string | number): Markup => (cell === '' ? html`<td></td>` : html`<th>${cell}</th>`);

export const table = (
  head: Cells,
  rows: readonly Cells[],
): Markup => html`<div class="scroll" tabindex="0"><table>
<thead><tr>${head.map(heading)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;

export const checksTable = ({
  checks,
}: {
  readonly checks: readonly Check[];
}): Markup => html`<div class="scroll" tabindex="0"><table class="checks">
<thead><tr><td></td><th>Expectation</th><th>Wanted</th><th>Seen</th></tr></thead>
<tbody>${checks.map(
  ({ what, wanted, got, met }) =>
    html`<tr class="${met ? 'met' : 'unmet'}"><td>${met ? '✓ met' : '✗ not met'}</td><td>${what}</td><td>${wanted}</td><td>${got}</td></tr>\n`,
)}</tbody></table></div>`;

export const deliveryTable = (result: Result): Markup =>
  table(
    ['Messages and deliveries', ''],
    [
      ['sent', count(result.sent)],
      ['acknowledged', count(result.acked)],
      ['deliveries owed', count(result.expected)],
      ['delivered', count(result.delivered)],
      ['lost', count(result.lost)],
      ['doubled after applying', count(result.doubled)],
      ['disagreements on order after applying', count(result.disagreed)],
      ['pushed twice, dropped by the client', count(result.duplicated)],
      ['pushed out of order, put right by the client', count(result.outOfOrder)],
      ['pushes that never came', count(result.missed)],
      ['recovered by resume after a break', count(result.recovered.resume)],
      ['recovered at a gap', count(result.recovered.gap)],
      ['recovered at the end', count(result.recovered.final)],
      ...Object.entries(result.errors).map(([code, times]) => [`errors: ${code}`, count(times)]),
      ...Object.entries(result.faults ?? {}).map(([name, times]) => [`faults caused: ${name}`, count(times)]),
    ],
  );

export function latencyTable({ latencyMs, ackMs, connectMs, storm, generator }: Result): Markup {
  const row = (what: string, of: Percentiles | undefined): Cells[] =>
    of ? [[what, ms(of.p50), ms(of.p90), ms(of.p99), ms(of.p999), ms(of.max)]] : [];
  return table(
    ['Times', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    [
      ...row('delivery', latencyMs),
      ...row('acknowledgement', ackMs),
      ...row('connect and join', connectMs),
      ...row('back after the storm', storm?.backMs),
      ...row('the generator’s own lateness', generator.lateMs),
    ],
  );
}

/** A few MB out are not zero GB. */
const quantityOf = (quantity: number): string =>
  quantity < 1 ? quantity.toLocaleString('en-US', { maximumSignificantDigits: 3 }) : count(quantity);

export const costTable = ({ cost }: Result): Markup | undefined =>
  cost &&
  table(
    ['Cost of the run', 'Quantity', 'USD'],
    [
      ...cost.lines.map(({ what, quantity, usd: each }) => [what, quantityOf(quantity), usd(each)]),
      ['in all', '', usd(cost.usd)],
    ],
  );

export function circumstancesTable(result: Result): Markup {
  const { plan, machine, server, generator, connectsPerSecond, phases } = result;
  return table(
    ['Circumstances', ''],
    [
      ['server', result.url],
      ['connections', `${count(plan.connections)} of ${count(plan.users)} users`],
      ['rooms', `${count(plan.rooms)}, ${count(plan.roomsPerConnection)} to a connection`],
      [
        'rate',
        plan.rateTo === plan.rate
          ? `${count(plan.rate)} messages a second`
          : `${count(plan.rate)} to ${count(plan.rateTo)} messages a second`,
      ],
      ['message text', `${count(plan.size)} bytes`],
      ['connecting', `${count(phases.connect)} s, ${count(connectsPerSecond)} a second`],
      ...(server
        ? [
            ['memory of the server', `${mib(server.rssBefore)} before, at most ${mib(server.rss)}`],
            ['memory per connection', kib(server.bytesPerConnection)],
            ['cores busy at the server', server.cpu.toFixed(2)],
          ]
        : []),
      ['generator', `${mib(generator.rss)}, ${generator.cpu.toFixed(2)} cores, ${plan.workers} threads`],
      ['machine', `${machine.cpus} cores, ${mib(machine.memory)}, Node ${machine.node}, ${machine.platform}`],
      ['seed', String(result.seed)],
    ],
  );
}

export const secondsTable = ({ series }: Result): Markup =>
  table(
    ['Second', 'Open', 'In rooms', 'Sent', 'Acknowledged', 'Delivered', 'p50', 'p99', 'Errors'],
    series.map(({ second, open, connected, sent, acked, delivered, latencyMs, errors }) => [
      second,
      count(open),
      count(connected),
      count(sent),
      count(acked),
      count(delivered),
      latencyMs ? ms(latencyMs.p50) : '–',
      latencyMs ? ms(latencyMs.p99) : '–',
      Object.entries(errors)
        .map(([code, times]) => `${code} ${count(times)}`)
        .join(' '),
    ]),
  );
