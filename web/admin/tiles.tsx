import { countOf, rateOf, usdOf } from '../ui/format.ts';
import type { Console } from './console.ts';
import { costOf } from './cost.ts';

const HOUR = 3_600;

export function Tiles({ model, hasMetrics }: { model: Console; hasMetrics: boolean }) {
  const stats = model.stats.value;
  const rates = model.rates.value;
  const units = rates && rates.reads + rates.writes;
  return (
    <dl class="tiles" aria-busy={stats === undefined}>
      <Tile
        name="Connections"
        value={stats && `${countOf(stats.connections)}${stats.most ? ` of ${countOf(stats.most)}` : ''}`}
      />
      <Tile name="Users" value={stats && countOf(stats.users)} />
      <Tile name="Rooms" value={stats && countOf(stats.rooms)} />
      {hasMetrics && (
        <>
          <Tile name="Connects / s" value={rates && rateOf(rates.connects)} />
          <Tile name="Messages / s" value={rates && rateOf(rates.messages)} />
          <Tile name="Posts / s" value={rates && rateOf(rates.posted)} />
          <Tile name="DynamoDB units / s" value={units === undefined ? undefined : rateOf(units)} />
          <Tile name="Cost / hour, on AWS" value={rates && usdOf(costOf(rates) * HOUR)} />
        </>
      )}
    </dl>
  );
}

const Tile = ({ name, value }: { name: string; value: string | undefined }) => (
  <div class="tile" data-tile={name}>
    <dt>{name.replace(' / ', '\u00a0/\u00a0')}</dt>
    <dd>{value ?? <span class="muted">–</span>}</dd>
  </div>
);
