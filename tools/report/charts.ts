import { chartColours } from '../../lib/chart-style.ts';
import { type ChartOption, renderChart } from '../../lib/chart.ts';
import type { Html } from '../../lib/html.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../modem/src/line/units.ts';
import { dayTicks, GRID, shortDay, WIDTH } from './chart-parts.ts';
import type { Hour, ReportData } from './report-data.ts';
import { contractRateText, decibels } from './units.ts';
import type { Zone } from './zone.ts';

/** The option of a chart over the time of the range. */
function overTime(
  { range }: ReportData,
  zone: Zone,
  option: { series: ChartOption['series']; yAxis?: object; ticks?: number },
): ChartOption {
  const ticks = dayTicks(range, zone, option.ticks);
  return {
    grid: { ...GRID, containLabel: false },
    xAxis: {
      type: 'value',
      min: range.from,
      max: range.to,
      axisTick: { customValues: ticks },
      axisLabel: { customValues: ticks, formatter: (time: number) => shortDay(zone, time) },
      splitLine: { show: false },
    },
    yAxis: { type: 'value', splitNumber: 4, ...option.yAxis },
    series: option.series,
  } as ChartOption;
}

type HourValues = NonNullable<Hour['directions'][Direction]>;

/** A value of each hour, at its middle; a `null` where the hour has none, which is a gap. */
function hourly(
  hours: readonly Hour[],
  direction: Direction,
  valueOf: (values: HourValues) => number | undefined,
): [number, number | null][] {
  const points: [number, number | null][] = [];
  let before: number | undefined;
  for (const hour of hours) {
    if (before !== undefined && hour.from - before > 3600) points.push([before + 3600, null]);
    const values = hour.directions[direction];
    points.push([hour.from + 1800, (values && valueOf(values)) ?? null]);
    before = hour.from;
  }
  return points;
}

const limitLine = (
  value: number,
  label: string,
  side: 'above' | 'below',
  position: 'insideEndTop' | 'insideEndBottom' | 'insideStartTop' = side === 'above'
    ? 'insideEndTop'
    : 'insideEndBottom',
) => ({
  yAxis: value,
  lineStyle: { color: chartColours.limit, type: side === 'above' ? ('dashed' as const) : ('solid' as const) },
  label: {
    formatter: label,
    position,
    color: chartColours.limit,
  },
});

/** Lowest SNR margin of each hour, both directions, with the limits of the alerts; `undefined` if not measured. */
export function marginChart(data: ReportData, zone: Zone): Html | undefined {
  const known = directions.filter((direction) => data.directions[direction]?.lowestMargin !== undefined);
  if (known.length === 0) return undefined;
  const { low, critical } = data.marginLimits;
  const limits = [
    ...(low === undefined ? [] : [limitLine(low, `low: ${decibels(low)}`, 'above')]),
    ...(critical === undefined
      ? []
      : [limitLine(critical, `critical: ${decibels(critical)}`, 'below', 'insideStartTop')]),
  ];
  const lowest = known
    .map((direction) => `${direction} ${decibels(data.directions[direction]!.lowestMargin!.value)}`)
    .join(', ');
  return renderChart({
    id: 'margin',
    title: 'SNR margin',
    description: `Lowest SNR margin of each hour. Lowest of all: ${lowest}.`,
    width: WIDTH,
    height: 132,
    option: overTime(data, zone, {
      yAxis: { min: ({ min }: { min: number }) => Math.min(0, Math.floor(min)) },
      series: known.map((direction, index) => ({
        type: 'line',
        data: hourly(data.hours, direction, (values) => values.lowestMargin),
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: chartColours[direction], width: 1.2 },
        ...(index === 0 && { markLine: { symbol: 'none', silent: true, data: limits } }),
      })),
    }),
  });
}

/** Sync rate of a direction with the rates of the contract; `undefined` if not measured. */
export function rateChart(data: ReportData, direction: Direction, zone: Zone): Html | undefined {
  const range = data.directions[direction]?.syncRate;
  if (range === undefined) return undefined;
  const { ordered, guaranteed } = data.contract[direction] ?? {};
  const limits = [
    ...(ordered === undefined
      ? []
      : [limitLine(bytesToMegabits(ordered), `ordered: ${contractRateText(ordered)}`, 'above')]),
    ...(guaranteed === undefined
      ? []
      : [limitLine(bytesToMegabits(guaranteed), `guaranteed: ${contractRateText(guaranteed)}`, 'below')]),
  ];
  const top = Math.max(range.highest, ordered ?? 0, guaranteed ?? 0);
  return renderChart({
    id: `rate-${direction}`,
    title: `Sync rate ${direction}`,
    description: `${bytesToMegabits(range.lowest).toFixed(1)} to ${bytesToMegabits(range.highest).toFixed(1)} Mbit/s${guaranteed === undefined ? '' : `, guaranteed ${contractRateText(guaranteed)}`}.`,
    width: WIDTH / 2,
    height: 130,
    option: overTime(data, zone, {
      ticks: 5,
      yAxis: { min: 0, max: Math.ceil(bytesToMegabits(top) * 1.15), splitNumber: 3 },
      series: [
        {
          type: 'line',
          step: 'end',
          data: hourly(data.hours, direction, ({ syncRate }) => syncRate && bytesToMegabits(syncRate.last)),
          showSymbol: false,
          connectNulls: false,
          lineStyle: { color: chartColours[direction], width: 1.5 },
          markLine: { symbol: 'none', silent: true, data: limits },
        },
      ],
    }),
  });
}
