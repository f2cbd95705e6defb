/** A chart of lines over logarithmic axes, as a file that needs nothing but itself. */
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

export interface Lines {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
  /** Horizontal lines to compare with. */
  readonly marks?: readonly { readonly name: string; readonly at: number }[];
}

const WIDTH = 860;
const HEIGHT = 480;

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 2 });
const label = (value: number): string =>
  value >= 1 ? short.format(value) : String(Number(value.toPrecision(1)));

const axis = (name: string) => ({
  type: 'log' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 40,
  minorSplitLine: { show: false },
  axisLabel: { formatter: label },
});

/** The SVG's text. Points that are not above 0 have no place on a logarithmic axis and are left out. */
export function lineChart({ title, x, y, series, marks = [] }: Lines): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', textStyle: { fontSize: 16 } },
    legend: { bottom: 0 },
    grid: { left: 70, right: 170, top: 50, bottom: 100 },
    xAxis: axis(x),
    yAxis: {
      ...axis(y),
      max: ({ max }: { max: number }) =>
        10 ** Math.ceil(Math.log10(Math.max(max, ...marks.map(({ at }) => at)))),
    },
    series: series.map(({ name, points }, index) => ({
      type: 'line',
      name,
      showSymbol: false,
      lineStyle: { width: 2 },
      data: points.filter(([, value]) => value > 0).map(point => [...point]),
      ...(index === 0 && {
        markLine: {
          symbol: 'none',
          lineStyle: { type: 'dashed', color: '#888888' },
          data: marks.map(({ name: mark, at }) => ({
            yAxis: at,
            label: { formatter: mark, position: 'end', color: '#555555' },
          })),
        },
      }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
