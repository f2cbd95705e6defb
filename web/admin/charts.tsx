import { Chart, type Line } from './chart.tsx';
import type { Point } from './history.ts';

const PEOPLE: readonly Line[] = [
  { name: 'Connections', colour: '--chart-1' },
  { name: 'Users', colour: '--chart-2' },
];
const TRAFFIC: readonly Line[] = [
  { name: 'Messages / s', colour: '--chart-1' },
  { name: 'Posts / s', colour: '--chart-2' },
  { name: 'Connects / s', colour: '--chart-3' },
];

export const Charts = ({ points, hasMetrics }: { points: readonly Point[]; hasMetrics: boolean }) => {
  const at = points.map(point => point.at);
  return (
    <div class={hasMetrics ? 'charts two' : 'charts'}>
      <Chart
        title="Who is connected"
        lines={PEOPLE}
        data={[at, points.map(({ connections }) => connections), points.map(({ users }) => users)]}
      />
      {hasMetrics && (
        <Chart
          title="What happens"
          lines={TRAFFIC}
          data={[
            at,
            points.map(({ messages }) => messages),
            points.map(({ posts }) => posts),
            points.map(({ connects }) => connects),
          ]}
        />
      )}
    </div>
  );
};
