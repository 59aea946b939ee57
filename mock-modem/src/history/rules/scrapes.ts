import type { Observation } from '../../../../modem/src/observation.ts';
import type { LineSide, LineCounters } from '../../../../modem/src/line/status.ts';
import { toTenths, uint32 } from '../../render/numbers.ts';
import type { ErrorKind, LineSnapshot } from '../../render/snapshot.ts';
import { lineRows, type TargetLabels } from '../open-metrics.ts';
import { type Labels, STALE } from './remote-write.ts';
import type { RuleServer } from './rule-server.ts';

/**
 * Adds scrapes to the server that evaluates the rules. A series that is missing from a scrape ends, as in Prometheus.
 *
 * @param metrics names of the metrics to add
 */
export function createScrapeWriter(
  server: Pick<RuleServer, 'add'>,
  target: TargetLabels,
  metrics: ReadonlySet<string>,
): (observation: Observation, time: number) => void {
  const rows = lineRows
    .filter(({ name }) => metrics.has(name))
    .map((row) => ({ ...row, known: new Map<string, Labels>() }));
  type Row = (typeof rows)[number];
  const seriesOf = ({ name, labels: names, known }: Row, values: readonly string[]): Labels => {
    const key = values.join('\n');
    const found = known.get(key);
    if (found !== undefined) return found;
    const own = Object.fromEntries(names.map((label, index) => [label, values[index] ?? '']));
    const series = { __name__: name, ...target, ...own };
    known.set(key, series);
    return series;
  };

  let before = new Set<Labels>();
  return (observation, time) => {
    const present = new Set<Labels>();
    for (const row of rows) {
      for (const { labels, value } of row.samples(observation)) {
        const series = seriesOf(row, labels);
        server.add(series, time, value);
        present.add(series);
      }
    }
    for (const series of before) if (!present.has(series)) server.add(series, time, STALE);
    before = present;
  };
}

const counters: Readonly<Partial<Record<keyof LineCounters, ErrorKind>>> = {
  fecErrors: 'fec',
  crcErrors: 'crc',
  erroredSeconds: 'es',
  severelyErroredSeconds: 'ses',
  unavailableSeconds: 'uas',
};

/**
 * A scrape in a quiet period, with the values that rules read: those of an earlier scrape, updated where they change
 * without a retrain. Rendering and parsing the answers would take ten times as long, with the same result.
 *
 * @param before an earlier scrape since the same sync, read from the shell
 */
export function quietObservation(before: Observation, snapshot: LineSnapshot): Observation {
  const { line } = before;
  if (line === undefined) return before;
  const side = (direction: 'downstream' | 'upstream'): LineSide => {
    const { gauges, counters: counted } = line[direction];
    const errors = Object.entries(counters).map(([field, kind]) => [
      field,
      uint32(snapshot.periods.total.errors[kind][direction]),
    ]);
    return {
      gauges: { ...gauges, snrMargin: toTenths(snapshot.snrMargin[direction]) / 10 },
      counters: { ...counted, ...Object.fromEntries(errors) },
    };
  };
  return {
    ...before,
    line: {
      ...line,
      uptime: snapshot.linkUptime,
      downstream: side('downstream'),
      upstream: side('upstream'),
    },
    deviceUptime: snapshot.deviceUptime,
  };
}
