// Loads Apache ECharts: about 20 MiB of heap. Only programs of their own import it, never the exporter itself.
import {
  BarChart,
  type BarSeriesOption,
  HeatmapChart,
  type HeatmapSeriesOption,
  LineChart,
  type LineSeriesOption,
} from 'echarts/charts';
import {
  GridComponent,
  type GridComponentOption,
  MarkAreaComponent,
  type MarkAreaComponentOption,
  MarkLineComponent,
  type MarkLineComponentOption,
  VisualMapComponent,
  type VisualMapComponentOption,
} from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { chartColours } from './chart-style.ts';
import { Html, html } from './html.ts';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  VisualMapComponent,
  SVGRenderer,
]);

/** What ECharts draws. A `null` in the data is a gap. */
export type ChartOption = ComposeOption<
  | BarSeriesOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | MarkAreaComponentOption
  | MarkLineComponentOption
  | VisualMapComponentOption
>;

export interface Chart {
  /** Unique on the page: lower-case letters, digits and hyphens. */
  readonly id: string;
  /** The chart's name for screen readers. */
  readonly title: string;
  /** What the chart shows, for people who do not see it. */
  readonly description: string;
  /** Size in pixels of the SVG's own coordinates. The page scales it to the width that there is. */
  readonly width: number;
  readonly height: number;
  readonly option: ChartOption;
  /** Patterns and gradients that the option refers to as `url(#…)`. */
  readonly definitions?: Html;
}

const axis = {
  axisLine: { lineStyle: { color: chartColours.axis } },
  axisTick: { lineStyle: { color: chartColours.axis } },
  axisLabel: { color: chartColours.text },
  nameTextStyle: { color: chartColours.text },
  splitLine: { lineStyle: { color: chartColours.grid } },
};

const THEME = {
  backgroundColor: 'transparent',
  textStyle: { color: chartColours.text },
  categoryAxis: axis,
  timeAxis: axis,
  valueAxis: axis,
  logAxis: axis,
};

/**
 * Renders a chart as SVG for a page with `chartStyle`: without script, event handlers and fixed colours, and with a
 * text alternative.
 */
export function renderChart({ id, title, description, width, height, option, definitions }: Chart): Html {
  const canvas = init(null, THEME, { renderer: 'svg', ssr: true, width, height });
  try {
    canvas.setOption({ animation: false, ...option });
    const drawing = contentOf(canvas.renderToSVGString(), id);
    return html`<svg
      class="chart"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-labelledby="${id}-title ${id}-description"
    >
      <title id="${id}-title">${title}</title>
      <desc id="${id}-description">${description}</desc>
      ${definitions && html`<defs>${definitions}</defs>`} ${drawing}
    </svg>`;
  } finally {
    // ECharts keeps every chart in a global table.
    canvas.dispose();
  }
}

/** Attributes for ECharts' own script in the browser, and text styles, which the style of the page replaces. */
const UNUSED = / (?:ecmeta_\w+|class|pointer-events|style)="[^"]*"/g;

/** What ECharts has drawn, without its `<svg>` element, unused attributes and style sheet. Ids are unique on a page. */
const contentOf = (svg: string, id: string): Html =>
  new Html(
    svg
      .replace(/^<svg [^>]*>/, '')
      .replace(/<\/svg>$/, '')
      .replace(/<style ?>.*?<\/style>/s, '')
      .replaceAll(/<[a-z]\w*(?: [\w:-]+="[^"]*")+/gi, (tag) =>
        tag.replaceAll(UNUSED, '').replaceAll(/((?: id="|url\(#))zr\d+-/g, `$1${id}-`),
      )
      .trim(),
  );
