import { countOf, rateOf } from '../ui/format.ts';
import type { Activity } from './activity.ts';

interface TotalsProps {
  readonly totals: Activity | undefined;
  readonly rates: Activity | undefined;
}

const RESULTS = [
  ['posted', 'Posted', 'Taken by the connection'],
  ['gone', 'Gone', 'The connection had ended; its items were deleted'],
  ['throttled', 'Throttled', 'Over the rate, or the client reads too slowly; tried again'],
  ['failed', 'Failed', 'Too large, or an error of the gateway'],
] as const;

export const PostsPanel = ({ totals, rates }: TotalsProps) => (
  <section class="panel" aria-label="Posts by result">
    <h2>Posts by result</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Result</th>
          <th scope="col">Since the start</th>
          <th scope="col">A second</th>
        </tr>
      </thead>
      <tbody>
        {RESULTS.map(([result, name, says]) => (
          <tr key={result} data-result={result}>
            <th scope="row" title={says}>
              {name}
            </th>
            <td>{totals ? countOf(totals[result]) : '–'}</td>
            <td>{rates ? rateOf(rates[result]) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
