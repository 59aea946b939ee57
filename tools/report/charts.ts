import { chartColours } from '../../lib/chart-style.ts';
import { type ChartOption, renderChart } from '../../lib/chart.ts';
import { Html, html } from '../../lib/html.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../modem/src/line/units.ts';
import type { Day, Hour, ReportData, StripState } from './report-data.ts';
import { contractRateText, count, decibels, duration } from './units.ts';
import type { Zone } from './zone.ts';

/** Width of a chart in its own coordinates. */
const WIDTH = 760;
/** Distance of the plot from the edges: axis labels are in it. */
const GRID = { left: 44, right: 16, top: 10, bottom: 24 } as const;

/** Colours of the report besides {@link chartColours}, as CSS variables. */
const colour = {
  up: 'var(--up)',
  down: 'var(--down)',
  unreachable: 'var(--unreachable)',
  heat: ['var(--heat-0)', 'var(--heat-1)', 'var(--heat-2)', 'var(--heat-3)', 'var(--heat-4)'],
} as const;

/** Style of the charts of the report. */
export const reportChartStyle = new Html(`
:root { --up: #2e7d32; --down: #b3261e; --unreachable: #8a6d00; --missing: #9e9e9e; --heat-0: #e4efe5; --heat-1: #ffe08a; --heat-2: #f7a94a; --heat-3: #d9541e; --heat-4: #8c1414; }
@media screen and (prefers-color-scheme: dark) { :root { --up: #66bb6a; --down: #ff6b60; --unreachable: #d4b13a; --missing: #7a7a7a; --heat-0: #24402a; --heat-1: #8f7a1f; --heat-2: #c07a22; --heat-3: #e0562b; --heat-4: #ff9c94; } }
`);

/** Hatched: there is no data. */
const hatch = (id: string): Html =>
  html`<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="1.5" height="5" fill="var(--missing)" />
  </pattern>`;

const stateNames: Readonly<Record<StripState, string>> = {
  up: 'in sync',
  down: 'down',
  unreachable: 'modem did not respond',
  missing: 'no data',
};

/** Narrower segments would be invisible. */
const LEAST_WIDTH: Readonly<Record<StripState, number>> = { up: 0, down: 2, unreachable: 2, missing: 1 };

/** The state of the line over the range, as a strip. Short outages are drawn wider than they are. */
export function stripChart({ strip, range, seconds }: ReportData, zone: Zone): Html {
  const height = 58;
  const scale = (WIDTH - GRID.left - GRID.right) / (range.to - range.from);
  const x = (time: number): number => GRID.left + (time - range.from) * scale;
  // Outages on top, so that no other segment hides them.
  const order: readonly StripState[] = ['up', 'missing', 'unreachable', 'down'];
  const rectangles = order.flatMap((state) =>
    strip
      .filter((segment) => segment.state === state)
      .map((segment) => {
        const width = Math.max((segment.to - segment.from) * scale, LEAST_WIDTH[state]);
        const fill = state === 'missing' ? 'url(#strip-hatch)' : colour[state];
        const raised = state === 'down' ? 4 : 0;
        return html`<rect
          x="${x(segment.from).toFixed(1)}"
          y="${10 - raised}"
          width="${width.toFixed(1)}"
          height="${20 + 2 * raised}"
          fill="${fill}"
        />`;
      }),
  );
  const labels = dayTicks(range, zone).map(
    (time) =>
      html`<text x="${x(time).toFixed(1)}" y="52" text-anchor="middle" fill="${chartColours.text}"
        >${shortDay(zone, time)}</text
      >`,
  );
  const down = seconds.down + seconds.rebooting;
  const description = `In sync for ${duration(seconds.up)}, down for ${duration(down)}, modem not responding for ${duration(seconds.unreachable)}, no data for ${duration(seconds.missing)}.`;
  return html`<svg
    class="chart"
    viewBox="0 0 ${WIDTH} ${height}"
    role="img"
    aria-labelledby="strip-title strip-description"
  >
    <title id="strip-title">State of the line</title>
    <desc id="strip-description">${description}</desc>
    <defs>${hatch('strip-hatch')}</defs>
    <rect
      x="${GRID.left}"
      y="10"
      width="${WIDTH - GRID.left - GRID.right}"
      height="20"
      fill="none"
      stroke="${chartColours.axis}"
    />
    ${rectangles}${labels}
  </svg>`;
}

/** The key of {@link stripChart}. */
export const stripKey = ({ strip }: ReportData): Html[] =>
  (Object.keys(stateNames) as StripState[])
    .filter((state) => strip.some((segment) => segment.state === state))
    .map((state) => html`<span class="key key-${state}">${stateNames[state]}</span>`);

/** Starts of days, at most so many. */
function dayTicks(range: ReportData['range'], zone: Zone, most = 10): number[] {
  const starts: number[] = [];
  for (let time = zone.dayOf(range.from).to; time < range.to; time = zone.dayOf(time).to) starts.push(time);
  const every = Math.ceil(starts.length / most);
  return starts.filter((_, index) => index % every === 0);
}

const shortDay = (zone: Zone, time: number): string => zone.day(time).replace(/^\w+,? /, '');

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

/** A value of each hour, at its middle; a `null` where the hour has none, which is a gap. */
function hourly(
  hours: readonly Hour[],
  direction: Direction,
  of: 'lowestMargin' | 'syncRate',
): [number, number | null][] {
  const points: [number, number | null][] = [];
  let before: number | undefined;
  for (const hour of hours) {
    if (before !== undefined && hour.from - before > 3600) points.push([before + 3600, null]);
    points.push([hour.from + 1800, hour.directions[direction]?.[of] ?? null]);
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
        data: hourly(data.hours, direction, 'lowestMargin'),
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
          data: hourly(data.hours, direction, 'syncRate').map(([time, value]): [number, number | null] => [
            time,
            value === null ? null : bytesToMegabits(value),
          ]),
          showSymbol: false,
          connectNulls: false,
          lineStyle: { color: chartColours[direction], width: 1.5 },
          markLine: { symbol: 'none', silent: true, data: limits },
        },
      ],
    }),
  });
}

const errorsOf = (day: Day, direction: Direction): number | null =>
  day.directions[direction]?.errors.erroredSeconds ?? null;

/** Errored seconds of each day, both directions; `undefined` if not measured. */
export function errorChart(data: ReportData, zone: Zone): Html | undefined {
  const known = directions.filter(
    (direction) => data.directions[direction]?.errors.erroredSeconds !== undefined,
  );
  if (known.length === 0) return undefined;
  const totals = known
    .map((direction) => `${direction} ${count(data.directions[direction]!.errors.erroredSeconds!)}`)
    .join(', ');
  return renderChart({
    id: 'errors',
    title: 'Errored seconds per day',
    description: `Errored seconds of each day. In total: ${totals}.`,
    width: WIDTH,
    height: 112,
    option: {
      grid: { ...GRID, containLabel: false },
      xAxis: dayAxis(data.days, zone),
      yAxis: { type: 'value', splitNumber: 3, minInterval: 1, axisLabel: { formatter: count } },
      series: known.map((direction) => ({
        type: 'bar',
        stack: 'errors',
        barCategoryGap: '20%',
        itemStyle: { color: chartColours[direction] },
        data: data.days.map((day) => errorsOf(day, direction)),
      })),
    },
  });
}

const dayAxis = (days: readonly Day[], zone: Zone) => ({
  type: 'category' as const,
  data: days.map(({ from }) => shortDay(zone, from)),
  axisLabel: { interval: Math.ceil(days.length / 10) - 1 },
  axisTick: { show: false },
});

/** Upper ends of the classes of the heat map, errored seconds an hour. The last class has none. */
const HEAT_CLASSES = [0, 9, 59, 299] as const;

/** The key of {@link heatMap}. */
export const heatKey = (): Html[] => [
  ...HEAT_CLASSES.map((end, index) => {
    const begin = index === 0 ? 0 : HEAT_CLASSES[index - 1]! + 1;
    return html`<span class="key key-heat-${index}"
      >${begin === end ? `${end}` : `${begin} to ${end}`}</span
    >`;
  }),
  html`<span class="key key-heat-4">${HEAT_CLASSES.at(-1)! + 1} and more</span>`,
  html`<span class="key key-missing">no data</span>`,
];

/** Errored seconds by day and hour of the day, both directions together; `undefined` if not measured. */
export function heatMap(data: ReportData, zone: Zone): Html | undefined {
  const dates = new Map(data.days.map(({ from }, index) => [zone.at(from).date, index]));
  const cells = data.hours.flatMap(({ date, hour, directions: each }): [number, number, number][] => {
    const values = directions.flatMap((direction) => each[direction]?.erroredSeconds ?? []);
    const day = dates.get(date);
    if (values.length === 0 || day === undefined) return [];
    return [[day, hour, values.reduce((sum, value) => sum + value, 0)]];
  });
  if (cells.length === 0) return undefined;
  const byHour = Array.from({ length: 24 }, (_, hour) =>
    cells.reduce((sum, [, each, value]) => sum + (each === hour ? value : 0), 0),
  );
  const worst = byHour.indexOf(Math.max(...byHour));
  return renderChart({
    id: 'heat',
    title: 'Errored seconds by hour of the day',
    description: `One column a day, one row an hour. Most errored seconds were in the hour from ${worst}:00: ${count(byHour[worst]!)} in all.`,
    width: WIDTH,
    height: 172,
    definitions: hatch('heat-hatch'),
    option: {
      grid: {
        ...GRID,
        containLabel: false,
        show: true,
        backgroundColor: 'url(#heat-hatch)',
        borderWidth: 0,
      },
      xAxis: dayAxis(data.days, zone),
      yAxis: {
        type: 'category',
        data: byHour.map((_, hour) => `${String(hour).padStart(2, '0')}:00`),
        axisLabel: { interval: 5 },
        axisTick: { show: false },
      },
      visualMap: {
        type: 'piecewise',
        show: false,
        pieces: [...HEAT_CLASSES.map((end, index) => ({ end, index })), { end: Infinity, index: 4 }].map(
          ({ end, index }) => ({
            gte: index === 0 ? 0 : HEAT_CLASSES[index - 1]! + 1,
            lte: end,
            color: colour.heat[index]!,
          }),
        ),
      },
      series: [{ type: 'heatmap', data: cells }],
    },
  });
}
