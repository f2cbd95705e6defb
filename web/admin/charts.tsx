import { Chart, type Line } from './chart.tsx';
import { type History, RANGES } from './history.ts';

const PEOPLE: readonly Line[] = [
  { name: 'Connections', colour: '--chart-1' },
  { name: 'Users', colour: '--chart-2' },
];
const TRAFFIC: readonly Line[] = [
  { name: 'Messages / s', colour: '--chart-1' },
  { name: 'Posts / s', colour: '--chart-2' },
  { name: 'Connects / s', colour: '--chart-3' },
];

export const Charts = ({ history, hasMetrics }: { history: History; hasMetrics: boolean }) => {
  const points = history.points.value;
  const at = points.map(point => point.at);
  return (
    <>
      {hasMetrics && <Ranges history={history} />}
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
    </>
  );
};

const Ranges = ({ history }: { history: History }) => (
  <fieldset class="ranges">
    <legend class="visually-hidden">How far back the charts go</legend>
    {RANGES.map(({ name, seconds }) => (
      <label key={seconds}>
        <input
          type="radio"
          name="range"
          class="visually-hidden"
          checked={history.range.value === seconds}
          onChange={() => history.choose(seconds)}
        />
        {name}
      </label>
    ))}
  </fieldset>
);
