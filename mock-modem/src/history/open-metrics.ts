import { lineMetrics } from '../../../exporter/src/metrics/line.ts';
import type { MetricRow } from '../../../exporter/src/metrics/row.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import type { SpectrumObservation } from '../../../modem/src/spectrum-observation.ts';
import { collectorMetrics, scrapeMetrics } from '../../../exporter/src/metrics/scrape.ts';
import { spectrumMetrics } from '../../../exporter/src/metrics/spectrum.ts';

/** The labels that Prometheus adds to every scraped series. */
export interface TargetLabels {
  readonly job: string;
  readonly instance: string;
}

/** The end marker of an OpenMetrics text; promtool rejects a text without it as truncated. */
export const END = '# EOF\n';

/** What Prometheus itself adds to a scrape. */
const up: MetricRow<unknown> = {
  name: 'up',
  type: 'gauge',
  help: 'Whether the scrape succeeded.',
  source: {},
  labels: [],
  samples: () => [{ labels: [], value: 1 }],
};

/** All metrics of a scrape of the line. */
export const lineRows: readonly MetricRow[] = [up, ...scrapeMetrics, ...lineMetrics];
const escaped = (value: string): string =>
  value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);

/** A series as text. An empty label is none. */
export function seriesText({ __name__, ...labels }: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return `${__name__}{${pairs.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;
}

type Writer<T> = (observation: T, moment: number) => string;

/** Renders one scrape of the line after another. Promtool needs neither HELP nor TYPE, nor grouping by metric. */
export const createWriter = (target: TargetLabels): Writer<Observation> => createRowWriter(lineRows, target);

/**
 * The same for scrapes of the spectrum, by a job of its own. `metric_relabel_configs` in prometheus.yml gives its
 * figures the job of the line.
 */
export function createSpectrumWriter(target: TargetLabels, spectrumJob: string): Writer<SpectrumObservation> {
  const writeScrape = createRowWriter<SpectrumObservation>([up, ...collectorMetrics], {
    ...target,
    job: spectrumJob,
  });
  const writeFigures = createRowWriter(spectrumMetrics, target);
  return (observation, moment) => writeScrape(observation, moment) + writeFigures(observation, moment);
}

function createRowWriter<T>(rows: readonly MetricRow<T>[], target: TargetLabels): Writer<T> {
  const common = Object.entries(target).map(([name, value]) => `${name}="${escaped(value)}"`);
  // A few hundred series, rendered tens of thousands of times.
  const known = new Map<string, string>();
  const series = (
    { name, labels: names }: Pick<MetricRow<T>, 'name' | 'labels'>,
    values: readonly string[],
  ): string => {
    const key = `${name} ${values.join('\n')}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const own = names.map((label, index) => `${label}="${escaped(values[index] ?? '')}"`);
    const written = `${name}{${[...common, ...own].join(',')}}`;
    known.set(key, written);
    return written;
  };

  return (observation, moment) => {
    let text = '';
    for (const row of rows) {
      for (const { labels, value } of row.samples(observation)) {
        text += `${series(row, labels)} ${value} ${moment}\n`;
      }
    }
    return text;
  };
}
