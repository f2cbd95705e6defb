/**
 * Charts drawn here and now, as SVG: the page needs no script, opens offline and prints. Colours are the page's CSS
 * variables, so that one drawing does for light and dark.
 */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, Markup } from './html.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

const WIDTH = 640;
const HEIGHT = 280;
const FONT = 'system-ui, sans-serif';

export const COLOURS = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)', 'var(--c6)'];
export const INK = 'var(--ink)';
export const FAINT = 'var(--faint)';
const LINE = 'var(--line)';

/** Labels count as part of the grid, so that none is cut off. */
export const CONTAINED = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const;

/** An axis in the page's colours. */
export const axis = (fields: Readonly<Record<string, unknown>>) => ({
  nameTextStyle: { color: FAINT },
  axisLine: { lineStyle: { color: LINE } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: LINE } },
  minorTick: { show: false },
  ...fields,
  axisLabel: { color: FAINT, ...(fields.axisLabel as object | undefined) },
});

export interface Chart {
  readonly title: string;
  /** What to read off it. */
  readonly says: string;
  readonly option: EChartsCoreOption;
  readonly height?: number;
}

export function figure({ title, says, option, height = HEIGHT }: Chart): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: FONT, color: INK },
    grid: { left: 12, right: 20, top: 44, bottom: 28, ...CONTAINED },
    legend: {
      top: 4,
      left: 4,
      icon: 'roundRect',
      itemWidth: 12,
      itemHeight: 4,
      itemGap: 28,
      textStyle: { color: INK },
    },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return html`<figure><figcaption><h3>${title}</h3><p>${says}</p></figcaption><div class="scroll" tabindex="0">${new Markup(svg)}</div></figure>`;
}
