import { chartColours } from '../../lib/chart-style.ts';
import { renderChart } from '../../lib/chart.ts';
import { type Html, html } from '../../lib/html.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { GRID, hatch, shortDay, WIDTH } from './chart-parts.ts';
import type { Day, ReportData } from './report-data.ts';
import { count } from './units.ts';
import type { Zone } from './zone.ts';

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

/** Colours of the classes of the heat map. */
const HEAT_COLOURS = [0, 1, 2, 3, 4].map((index) => `var(--heat-${index})`);

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
  // When clocks go back, two hours share a cell.
  const sums = new Map<string, [number, number, number]>();
  for (const { date, hour, directions: each } of data.hours) {
    const values = directions.flatMap((direction) => each[direction]?.erroredSeconds ?? []);
    const day = dates.get(date);
    if (values.length === 0 || day === undefined) continue;
    const [, , before] = sums.get(`${day} ${hour}`) ?? [day, hour, 0];
    sums.set(`${day} ${hour}`, [day, hour, values.reduce((sum, value) => sum + value, before)]);
  }
  const cells = [...sums.values()];
  if (cells.length === 0) return undefined;
  const byHour = Array.from({ length: 24 }, (_, hour) =>
    cells.reduce((sum, [, each, value]) => sum + (each === hour ? value : 0), 0),
  );
  const worst = byHour.indexOf(Math.max(...byHour));
  return renderChart({
    id: 'heat',
    title: 'Errored seconds by hour of the day',
    description: `One column a day, one row an hour. ${byHour[worst] === 0 ? 'There were none.' : `Most errored seconds were in the hour from ${worst}:00: ${count(byHour[worst]!)} in all.`}`,
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
            color: HEAT_COLOURS[index]!,
          }),
        ),
      },
      series: [{ type: 'heatmap', data: cells }],
    },
  });
}
