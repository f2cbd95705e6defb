import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { dateOf, secondOf, timeOf } from '../ui/format.ts';
import { useAnswer } from '../ui/use-answer.ts';
import { rangeOf } from './range.ts';

export interface Line {
  readonly name: string;
  /** A custom property of the theme. */
  readonly colour: string;
}

interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly data: [number[], ...(number | null)[][]];
}

const HEIGHT = 220;
const DARK = '(prefers-color-scheme: dark)';

const newestOf = (values: readonly (number | null)[] | undefined): string =>
  (values?.at(-1) ?? 0).toLocaleString(undefined, { maximumFractionDigits: 1 });

/**
 * Apart: it does not load where the browser's language is none that Intl knows, and the console is more than its charts. Once: of a
 * module that failed, WebKit never answers a second import.
 */
let loading: Promise<typeof uPlot> | undefined;
const load = () => {
  loading ??= import('uplot').then(module => module.default);
  return loading;
};

/** Lines over time; uPlot draws on a canvas, so the newest values are shown next to it as text too. */
export function Chart({ title, lines, data }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const { value: Plot, trouble } = useAnswer(load, []);

  useEffect(() => {
    const element = place.current;
    if (!element || !Plot) return;
    const scheme = matchMedia(DARK);
    const draw = () => {
      plot.current?.destroy();
      plot.current = new Plot(optionsFor(lines, element), data, element);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize(sizeOf(element)));
    resized.observe(element);
    scheme.addEventListener('change', draw);
    return () => {
      scheme.removeEventListener('change', draw);
      resized.disconnect();
      plot.current?.destroy();
    };
  }, [Plot]);

  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <section class="panel chart" aria-label={title}>
      <h2>{title}</h2>
      <ul class="legend">
        {lines.map(({ name, colour }, index) => (
          <li key={name}>
            <span class={`swatch ${colour.slice(2)}`} aria-hidden="true" />
            {name} <strong>{newestOf(data[index + 1])}</strong>
          </li>
        ))}
      </ul>
      {trouble === '' ? (
        <div ref={place} class="plot" aria-hidden="true" />
      ) : (
        <p class="muted">The chart can’t be drawn: {trouble}</p>
      )}
    </section>
  );
}

const DAY = 86_400;

/** Of the places on the axis: a day where they are days apart, else a time. */
const labelsOf = (seconds: readonly number[]): string[] => {
  const [first = 0, second = first] = seconds;
  const format = second - first >= DAY / 2 ? dateOf : second - first >= 60 ? timeOf : secondOf;
  return seconds.map(at => format(at * 1_000));
};

const sizeOf = (element: HTMLElement) => ({ width: element.clientWidth, height: HEIGHT });

function optionsFor(lines: readonly Line[], element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  // A canvas knows no light-dark(): the browser is asked what it comes to.
  const colourOf = (name: string) => {
    element.style.color = `var(${name})`;
    const { color } = getComputedStyle(element);
    element.style.color = '';
    return color;
  };
  const axis = {
    stroke: colourOf('--muted'),
    grid: { stroke: colourOf('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    // Half of the last label stands beyond the last line.
    padding: [8, 32, 0, 0],
    scales: {
      x: { range: ({ data: [seconds] }) => rangeOf(seconds) },
      y: { range: (_plot, _min, max) => [0, Math.max(4, max)] },
    },
    axes: [
      { ...axis, space: 96, size: 28, values: (_plot, seconds) => labelsOf(seconds) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6] },
    ],
    series: [
      {},
      ...lines.map(({ name, colour }) => ({
        label: name,
        stroke: colourOf(colour),
        width: 2,
        points: { show: false },
      })),
    ],
  };
}
