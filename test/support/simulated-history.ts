import { lineMetrics } from '../../exporter/src/metrics/line.ts';
import { scrapeMetrics } from '../../exporter/src/metrics/scrape.ts';
import { observationOf } from '../../mock-modem/src/history/observation.ts';
import type { LineKindName } from '../../mock-modem/src/simulator/line-kinds/kind.ts';
import { simulatedSource, type SimulatedSource } from '../../mock-modem/src/simulator/source.ts';
import { observe } from '../../modem/src/observation.ts';
import type { Period } from '../../tools/report/coverage.ts';
import {
  type Column,
  columnOfSeries,
  createHistoryBuilder,
  type LineHistory,
} from '../../tools/report/history.ts';

/** Seconds between two steps of the simulation: nothing happens within one. */
const TICK = 10;

/** What really happened to a simulated line, in Unix seconds. */
export interface Truth {
  /** Times in which the line was not in showtime; `to` is `undefined` if it still was not at the end. */
  readonly interruptions: readonly { readonly from: number; readonly to: number | undefined }[];
  readonly boots: readonly number[];
  /** The rates and settings of each sync, in the order of `interruptions`: that of index 0 precedes the first. */
  readonly syncs: readonly Sync[];
}

export interface Sync {
  /** kbit/s. */
  readonly rate: { readonly downstream: number; readonly upstream: number };
  readonly inp: { readonly downstream: number; readonly upstream: number };
  readonly delay: { readonly downstream: number; readonly upstream: number };
}

export interface SimulatedPeriod {
  readonly line?: LineKindName;
  readonly seed: number;
  readonly scenario?: string;
  readonly parameters?: Readonly<Record<string, number | string>>;
  readonly from: number;
  readonly to: number;
}

export const sourceOf = ({
  line = 'vdsl2-ginp',
  seed,
  scenario = 'everyday',
  parameters = {},
  from,
}: SimulatedPeriod) =>
  simulatedSource({ line, seed, scenario, parameters, startedAt: from, past: scenario === 'everyday' });

/** Follows a simulated line tick by tick. */
export function truthOf(period: SimulatedPeriod): Truth {
  const source = sourceOf(period);
  const interruptions: { from: number; to: number | undefined }[] = [];
  const boots: number[] = [];
  const syncs: Sync[] = [];
  let before: { up: boolean; deviceUptime: number } | undefined;
  for (let time = period.from; time <= period.to; time += TICK) {
    const { state, deviceUptime } = source.courseAt(time - period.from);
    const up = state === 'showtime';
    if (up && before?.up !== true) {
      if (before !== undefined) interruptions.at(-1)!.to = time;
      syncs.push(syncAt(source, time - period.from));
    }
    if (!up && before?.up === true) interruptions.push({ from: time, to: undefined });
    if (before !== undefined && deviceUptime < before.deviceUptime) boots.push(time - deviceUptime);
    before = { up, deviceUptime };
  }
  return { interruptions, boots, syncs };
}

function syncAt(source: SimulatedSource, second: number): Sync {
  const [{ rate, protection }] = source.snapshotAt(second).bearers;
  return { rate, inp: protection.inp, delay: protection.delay };
}

/** The metrics that the report reads. */
const rows = [...scrapeMetrics, ...lineMetrics].filter(
  ({ name }) => columnOfSeries(name, 'downstream') !== undefined,
);

/** How a line is scraped. */
interface Scraping {
  /** Unix seconds, ascending. */
  readonly times: Iterable<number>;
  readonly telnet: boolean;
  /** Whether the modem responds at a time; by default always. */
  readonly responds?: (time: number) => boolean;
}

/** The history of a simulated line as Prometheus has it: rendered, parsed and published by the exporter's own code. */
export function historyOf(
  period: SimulatedPeriod,
  { times, telnet, responds = () => true }: Scraping,
): LineHistory {
  const source = sourceOf(period);
  const samples = new Map<Column, { times: number[]; values: number[] }>();
  for (const time of times) {
    const observation = responds(time)
      ? observationOf(source.answersAt(time - period.from), telnet)
      : observe({ outcomes: new Map(), seconds: 0 });
    for (const row of rows) {
      for (const { labels, value } of row.samples(observation)) {
        const column = columnOfSeries(row.name, labels[0]);
        if (column === undefined) continue;
        const known = samples.get(column) ?? { times: [], values: [] };
        known.times.push(time);
        known.values.push(value);
        samples.set(column, known);
      }
    }
  }
  const builder = createHistoryBuilder();
  builder.append(Array.from(samples, ([column, each]) => ({ column, ...each })));
  return builder.build();
}

/** The rows of a history outside of some periods. */
export function without(history: LineHistory, periods: readonly Period[]): LineHistory {
  const kept = [...history.times.keys()].filter(
    (row) => !periods.some(({ from, to: end }) => history.times[row]! > from && history.times[row]! < end),
  );
  const pick = (values: Float64Array) => Float64Array.from(kept, (row) => values[row]!);
  return {
    times: pick(history.times),
    columns: new Map([...history.columns].map(([column, values]) => [column, pick(values)])),
  };
}

/** The history of a modem that did not respond in some periods. */
export function silent(history: LineHistory, periods: readonly Period[]): LineHistory {
  const isSilent = (row: number) =>
    periods.some(({ from, to: end }) => history.times[row]! > from && history.times[row]! < end);
  return {
    times: history.times,
    columns: new Map(
      [...history.columns].map(([column, values]) => [
        column,
        values.map((value, row) => (isSilent(row) ? (column === 'modemUp' ? 0 : Number.NaN) : value)),
      ]),
    ),
  };
}
