import { countOf, rateOf, usdOf } from '../ui/format.ts';
import type { Activity } from './activity.ts';
import { costOf, REGION } from './cost.ts';

interface CostPanelProps {
  readonly totals: Activity | undefined;
  readonly rates: Activity | undefined;
}

const MONTH = 30 * 24 * 3_600;

const COUNTED = [
  ['writes', 'Write units'],
  ['reads', 'Read units'],
  ['meteredIn', 'Metered messages in'],
  ['meteredOut', 'Metered messages out'],
  ['invocations', 'Lambda requests'],
] as const;

export const CostPanel = ({ totals, rates }: CostPanelProps) => (
  <section class="panel" aria-label="Units and estimated cost">
    <h2>Units and estimated cost</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Metered</th>
          <th scope="col">Since the start</th>
          <th scope="col">A second</th>
        </tr>
      </thead>
      <tbody>
        {COUNTED.map(([counter, name]) => (
          <tr key={counter}>
            <th scope="row">{name}</th>
            <td>{totals ? countOf(totals[counter]) : '–'}</td>
            <td>{rates ? rateOf(rates[counter]) : '–'}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">On AWS</th>
          <td data-cost="total">{totals ? usdOf(costOf(totals)) : '–'}</td>
          <td>{rates ? `${usdOf(costOf(rates) * MONTH)} a month` : '–'}</td>
        </tr>
      </tfoot>
    </table>
    <p class="muted small">
      Counted on this server, at the list prices of {REGION}, without free allowances. Storage, users, logs
      and metrics are not in it: <code>npm run cost</code> has the whole bill.
    </p>
  </section>
);
