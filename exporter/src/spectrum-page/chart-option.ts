import { chartColours } from '../../../lib/chart-style.ts';
import type { ChartOption } from '../../../lib/chart.ts';
import {
  type PerTone,
  type Spectrum,
  toneDirection,
  toneFrequency,
} from '../../../modem/src/line/spectrum.ts';
import type { Direction } from '../../../modem/src/line/status.ts';
import { type Band, toneCount } from '../../../modem/src/spectrum/bands.ts';
import { curveOf, type CurvePoint } from '../../../modem/src/spectrum/curve.ts';
import type { Finding } from '../../../modem/src/spectrum/interpret.ts';

/** Size in the SVG's own coordinates. On A4, four of them fit two pages. */
export const WIDTH = 720;
export const HEIGHT = 276;
/** Above the plot are the names of the bands, and above these the numbers of findings. */
const GRID = { left: 48, right: 12, top: 44, bottom: 30 };

/** A finding with its number in the list. */
export interface NumberedFinding {
  readonly number: number;
  readonly finding: Finding;
}

/** What the charts show. */
export interface ChartContext {
  readonly spectrum: Spectrum;
  readonly reference: Spectrum | undefined;
  readonly bands: readonly Band[];
  readonly findings: readonly NumberedFinding[];
}

interface Line {
  readonly color: string;
  readonly width: number;
  readonly fill?: string;
  readonly opacity?: number;
}

/** How curves are drawn. */
export const lines = {
  reference: { color: chartColours.reference, width: 1 },
  downstream: { color: chartColours.downstream, width: 1.5 },
  upstream: { color: chartColours.upstream, width: 1.5 },
  /** Measured outside the bands that are in use, or with an unknown direction. */
  other: { color: chartColours.text, width: 1 },
} as const satisfies Record<string, Line>;

/** A curve, or the background of a chart. */
export type Series = Exclude<ChartOption['series'], readonly unknown[] | undefined>;

/** A curve for each direction, and one for tones without a known one. @param id of the chart */
export function directionalCurves(
  id: string,
  values: PerTone,
  context: ChartContext,
  isFilled: boolean,
): Series[] {
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

/** The values of the tones that are shown as one curve. */
export function curve(
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
export interface Mark {
  readonly at: number;
  readonly label: string;
}

/** The option of a chart of values against frequency. @param id of the chart */
export function optionOf(
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
export function axisBounds(
  values: readonly number[],
  step: number,
  bounds: readonly [number, number] | undefined,
): [number, number] {
  const all = [...values, ...(bounds ?? [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return [Math.floor(low / step) * step, Math.max(Math.ceil(high / step), Math.floor(low / step) + 1) * step];
}
