import { chartColours } from '../../../lib/chart-style.ts';
import { type ChartOption, renderChart } from '../../../lib/chart.ts';
import { Html, html } from '../../../lib/html.ts';
import {
  type PerTone,
  type Spectrum,
  toneDirection,
  toneFrequency,
  type ToneTable,
} from '../../../modem/src/line/spectrum.ts';
import type { Direction } from '../../../modem/src/line/status.ts';
import { type Band, toneCount } from '../../../modem/src/spectrum/bands.ts';
import type { Finding } from '../../../modem/src/spectrum/interpret.ts';
import { type CurvePoint, curveOf } from '../../../modem/src/spectrum/curve.ts';

/** Size in the SVG's own coordinates. On A4, four of them fit two pages. */
const WIDTH = 720;
const HEIGHT = 276;
/** Above the plot are the names of the bands, and above these the numbers of findings. */
const GRID = { left: 48, right: 12, top: 44, bottom: 30 };

/** What is drawn of a table. */
interface TableChart {
  readonly title: string;
  readonly unit: string;
  /** What the values mean, in a sentence. */
  readonly meaning: string;
  /** Distance of the lines of the value axis. */
  readonly step: number;
  /** Bounds that the axis has at least. */
  readonly bounds: readonly [number, number] | undefined;
  /** Whether the area below the curve is filled. */
  readonly isFilled: boolean;
}

const tableCharts: Readonly<Record<ToneTable, TableChart>> = {
  bits: {
    title: 'Bits',
    unit: 'per tone',
    meaning: 'Data that each tone carries per symbol. Tones at 0 carry nothing.',
    step: 5,
    bounds: [0, 15],
    isFilled: true,
  },
  snr: {
    title: 'SNR',
    unit: 'dB',
    meaning: 'Signal-to-noise ratio now. A tone with a low ratio carries few bits.',
    step: 10,
    bounds: [0, 10],
    isFilled: true,
  },
  qln: {
    title: 'QLN',
    unit: 'dBm/Hz',
    meaning: 'Quiet line noise when the line trained. Peaks are interference.',
    step: 10,
    bounds: undefined,
    isFilled: false,
  },
  hlog: {
    title: 'Hlog',
    unit: 'dB',
    meaning: 'Transfer function of the line when it trained: 0 is no loss. Regular dips are a bridged tap.',
    step: 20,
    bounds: [-20, 0],
    isFilled: false,
  },
};

/** A finding with its number in the list. */
export interface NumberedFinding {
  readonly number: number;
  readonly finding: Finding;
}

export interface ChartContext {
  readonly spectrum: Spectrum;
  readonly reference: Spectrum | undefined;
  readonly bands: readonly Band[];
  readonly findings: readonly NumberedFinding[];
}

/** The charts of the tables that there are, and of the change of SNR when there is a reference. */
export function spectrumCharts(context: ChartContext): Html[] {
  const tables = (['bits', 'snr', 'qln', 'hlog'] as const).filter(
    (table) => context.spectrum[table] !== undefined || context.reference?.[table] !== undefined,
  );
  const charts = tables.map((table) => tableFigure(table, context));
  const change = changeFigure(context);
  return change === undefined ? charts : charts.toSpliced(tables.indexOf('snr') + 1, 0, change);
}

function tableFigure(table: ToneTable, context: ChartContext): Html {
  const { spectrum, reference } = context;
  const { title, unit, meaning, step, bounds, isFilled } = tableCharts[table];
  const all = [...(spectrum[table] ?? []), ...(reference?.[table] ?? [])].filter(
    (value) => value !== undefined,
  );
  const [low, high] = axisBounds(all, step, bounds);
  const id = `chart-${table}`;
  const before = reference?.[table];
  const series = [
    ...(before === undefined ? [] : [curve(before, context, () => true, lines.reference)]),
    ...directionalCurves(id, spectrum[table] ?? [], context, isFilled),
  ];
  const option = optionOf(id, context, series, { low, high, step }, marks(table, context.findings));
  return figure(id, { title, unit, meaning }, option, describe(title, unit, spectrum[table], before));
}

/** How far SNR lies above and below the reference. */
function changeFigure(context: ChartContext): Html | undefined {
  const [now, before] = [context.spectrum.snr, context.reference?.snr];
  if (now === undefined || before === undefined) return undefined;
  const change = now.map((value, tone) => {
    const old = before[tone];
    return value === undefined || old === undefined ? undefined : value - old;
  });
  const known = change.filter((value) => value !== undefined);
  const [low, high] = axisBounds(known, 10, [-10, 10]);
  const id = 'chart-change';
  const series = directionalCurves(id, change, context, false);
  const option = optionOf(id, context, series, { low, high, step: 10 }, []);
  const words = {
    title: 'Change of SNR',
    unit: 'dB',
    meaning: 'SNR now minus SNR of the reference: below 0 there is more noise than then, or more loss.',
  };
  return figure(id, words, option, describe('Change of SNR', 'dB', change, undefined));
}

interface Line {
  readonly color: string;
  readonly width: number;
  readonly fill?: string;
  readonly opacity?: number;
}

const lines = {
  reference: { color: chartColours.reference, width: 1 },
  downstream: { color: chartColours.downstream, width: 1.5 },
  upstream: { color: chartColours.upstream, width: 1.5 },
  /** Measured outside the bands that are in use, or with an unknown direction. */
  other: { color: chartColours.text, width: 1 },
} as const satisfies Record<string, Line>;

type Series = Exclude<ChartOption['series'], readonly unknown[] | undefined>;

function directionalCurves(id: string, values: PerTone, context: ChartContext, isFilled: boolean): Series[] {
  const plan = context.spectrum.bandPlan ?? context.reference?.bandPlan;
  const directionOf = (tone: number): Direction | 'other' => (plan && toneDirection(plan, tone)) ?? 'other';
  const fills = {
    downstream: { fill: chartColours.downstream, opacity: 0.25 },
    upstream: { fill: `url(#${id}-hatch)`, opacity: 0.8 },
    other: {},
  };
  return (['downstream', 'upstream', 'other'] as const).flatMap((direction) => {
    const isShown = (tone: number) =>
      directionOf(tone) === direction &&
      // Tones in no band carry no bits by definition.
      (plan === undefined || direction !== 'other' || !isFilled);
    const line: Line = { ...lines[direction], ...(isFilled ? fills[direction] : {}) };
    return [curve(values, context, isShown, line)];
  });
}

function curve(
  values: PerTone,
  context: ChartContext,
  isShown: (tone: number) => boolean,
  { color, width, fill, opacity = 1 }: Line,
): Series {
  const data: CurvePoint[] = curveOf(values, isShown, highestTone(context), WIDTH - GRID.left - GRID.right);
  return {
    type: 'line',
    data,
    silent: true,
    showSymbol: false,
    lineStyle: { color, width },
    ...(fill !== undefined && { areaStyle: { color: fill, opacity, origin: 'start' } }),
  };
}

/** A vertical line at a frequency in MHz, with the number of its finding. */
interface Mark {
  readonly at: number;
  readonly label: string;
}

/** What the findings are marked with in the chart of a table. */
function marks(table: ToneTable, findings: readonly NumberedFinding[]): Mark[] {
  return findings.flatMap(({ number, finding }): Mark[] => {
    if (finding.kind === 'bridged_tap') {
      return table === 'hlog' ? finding.dips.slice(0, 8).map((at) => ({ at, label: String(number) })) : [];
    }
    const isNoise = finding.kind === 'interferer' || finding.kind === 'broad_noise';
    return isNoise && table !== 'hlog' ? [{ at: finding.peak.kilohertz / 1000, label: String(number) }] : [];
  });
}

function optionOf(
  id: string,
  context: ChartContext,
  series: readonly Series[],
  { low, high, step }: { low: number; high: number; step: number },
  findings: readonly Mark[],
): ChartOption {
  const highest = toneFrequency(highestTone(context)) / 1000;
  const background: Series = {
    type: 'line',
    data: [],
    silent: true,
    markArea: {
      silent: true,
      label: { color: chartColours.text, distance: 4 },
      data: context.bands
        .filter(({ direction }) => direction !== undefined)
        .map(({ name = '', direction, first, last }) => [
          {
            // A label wider than its band would run into the next one.
            name: last - first < 0.03 * highestTone(context) ? '' : name,
            xAxis: toneFrequency(first) / 1000,
            itemStyle: {
              color: direction === 'upstream' ? `url(#${id}-upstream)` : 'var(--band-downstream)',
            },
          },
          { xAxis: toneFrequency(last) / 1000 },
        ]),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: chartColours.limit, width: 1, type: [4, 3] },
      label: {
        color: chartColours.limit,
        position: 'end',
        distance: 22,
        formatter: '{b}',
        fontWeight: 'bold',
      },
      data: findings.map(({ at, label }) => ({ name: label, xAxis: at })),
    },
  };
  return {
    grid: GRID,
    xAxis: {
      type: 'value',
      min: 0,
      max: Math.ceil(highest * 4) / 4,
      interval: highest > 12 ? 2 : highest > 5 ? 1 : 0.25,
      axisLine: { onZero: false },
      axisLabel: { hideOverlap: true, showMaxLabel: false },
      splitLine: { show: false },
      name: 'MHz',
      nameLocation: 'end',
      nameGap: 0,
      nameTextStyle: { align: 'right', verticalAlign: 'top', padding: [8, 0, 0, 0] },
    },
    yAxis: { type: 'value', min: low, max: high, interval: step },
    series: [background, ...series],
  };
}

const lastValue = (values: PerTone | undefined): number =>
  values?.findLastIndex((value) => value !== undefined && value !== 0) ?? 0;

/** The tone at the right end: the last one that is in a band or has a value. */
function highestTone({ spectrum, reference, bands }: ChartContext): number {
  const spectra = [spectrum, ...(reference === undefined ? [] : [reference])];
  const highest = Math.max(
    ...bands.map(({ last }) => last),
    ...spectra.flatMap(({ snr, qln, hlog, bits }) => [snr, qln, hlog, bits].map(lastValue)),
  );
  return highest > 0 ? highest : Math.max(1, toneCount(spectrum) - 1);
}

/** Multiples of the step around all values. */
function axisBounds(
  values: readonly number[],
  step: number,
  bounds: readonly [number, number] | undefined,
): [number, number] {
  const all = [...values, ...(bounds ?? [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return [Math.floor(low / step) * step, Math.max(Math.ceil(high / step), Math.floor(low / step) + 1) * step];
}

/** What a chart shows, in a sentence. */
function describe(
  title: string,
  unit: string,
  now: PerTone | undefined,
  before: PerTone | undefined,
): string {
  const known = now?.filter((value) => value !== undefined) ?? [];
  const range = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ${unit}`;
  const current =
    known.length === 0
      ? `${title} against frequency: no values.`
      : `${title} against frequency: ${range(known)} on ${known.length} tones.`;
  return `${current}${before === undefined ? '' : ' The reference is a grey line.'} The table of bands has the values.`;
}

function figure(
  id: string,
  { title, unit, meaning }: { title: string; unit: string; meaning: string },
  option: ChartOption,
  description: string,
): Html {
  const chart = renderChart({
    id,
    title,
    description,
    width: WIDTH,
    height: HEIGHT,
    option,
    definitions: html`${hatch(`${id}-hatch`, 'var(--chart-upstream)', 4)}
    ${hatch(`${id}-upstream`, 'var(--band-upstream)', 8)}`,
  });
  return html`<figure>
    <figcaption><strong>${title}</strong> (${unit}). ${meaning}</figcaption>
    ${chart}
  </figure>`;
}

const hatch = (id: string, colour: string, distance: number): Html =>
  new Html(
    `<pattern id="${id}" width="${distance}" height="${distance}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V${distance}" stroke="${colour}" stroke-width="2"/></pattern>`,
  );
