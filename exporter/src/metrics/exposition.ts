import { type Metric, Registry } from 'prom-client';
import { contractMetrics } from './contract.ts';
import { lineMetrics } from './line.ts';
import type { ProcessMetrics } from './process.ts';
import type { MetricRow } from './row.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import type { SpectrumObservation } from '../../../modem/src/spectrum-observation.ts';
import { collectorMetrics, scrapeMetrics } from './scrape.ts';
import { spectrumMetrics } from './spectrum.ts';

/** Content types of the formats: the Prometheus text format 0.0.4, and OpenMetrics 1.0.0. */
export const EXPOSITION_TYPES = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openMetrics: Registry.OPENMETRICS_CONTENT_TYPE,
} as const;

/** A format by its key in {@link EXPOSITION_TYPES}. */
export type ExpositionFormat = keyof typeof EXPOSITION_TYPES;

/** All metrics of a read, in the order of the exposition. */
export const metricRows: readonly MetricRow[] = [...scrapeMetrics, ...lineMetrics, ...contractMetrics];

/** The same with the whole HELP texts. */
const publishedRows = metricRows.map(withWholeHelp);

/** All metrics of a read of the spectrum: nothing that would look like another line beside that of {@link metricRows}. */
const spectrumRows: readonly MetricRow<SpectrumObservation>[] = [...collectorMetrics, ...spectrumMetrics].map(
  withWholeHelp,
);

/** The HELP text of a metric, which names the modem's own field. */
export function helpOf({ help, source }: Pick<MetricRow, 'help' | 'source'>): string {
  const fields = [
    ...(source.page === undefined ? [] : [`xdslStatus.asp ${source.page}`]),
    ...(source.telnet === undefined ? [] : [`telnet ${source.telnet}`]),
  ];
  return fields.length === 0 ? help : `${help} Source: ${fields.join('; ')}.`;
}

function withWholeHelp<Source>(row: MetricRow<Source>): MetricRow<Source> {
  return { ...row, help: helpOf(row) };
}

/** Renders one observation in the text format, without the exporter's own metrics. */
export const renderObservation = (observation: Observation): Promise<string> =>
  render(metricsOf(publishedRows, observation), 'text');

/** Renders one read of the spectrum. */
export const renderSpectrum = (observation: SpectrumObservation, format: ExpositionFormat): Promise<string> =>
  render(metricsOf(spectrumRows, observation), format);

/** Renders one observation and the exporter's own metrics. */
export const renderExposition = (
  observation: Observation,
  processMetrics: ProcessMetrics,
  format: ExpositionFormat,
): Promise<string> => render([...metricsOf(publishedRows, observation), ...processMetrics], format);

/** Renders the exporter's own metrics. */
export const renderProcessMetrics = (
  processMetrics: ProcessMetrics,
  format: ExpositionFormat,
): Promise<string> => render(processMetrics, format);

/** A metric and its values at a moment, as a {@link Registry} renders them. */
type MetricData = Pick<ProcessMetrics[number], 'name' | 'help' | 'type' | 'values'>;

/**
 * Renders metrics by a registry of their own: no value can outlive the read that it came from. The registry gets data and
 * not instances of `Gauge` and `Counter`, whose creation takes more CPU time than rendering them.
 */
function render(metrics: readonly MetricData[], format: ExpositionFormat): Promise<string> {
  const registry = new Registry(EXPOSITION_TYPES[format]);
  for (const metric of metrics) {
    // A copy: rendering as OpenMetrics renames counters permanently.
    const copy = { ...metric, get: () => copy };
    registry.registerMetric(copy as unknown as Metric);
  }
  return registry.metrics();
}

/** The metrics of an observation that have samples. */
function metricsOf<Source>(rows: readonly MetricRow<Source>[], observation: Source): MetricData[] {
  const metrics: MetricData[] = [];
  for (const row of rows) {
    const values: MetricData['values'] = [];
    for (const { labels, value } of row.samples(observation)) {
      const named: Record<string, string | undefined> = {};
      for (const [index, name] of row.labels.entries()) named[name] = labels[index];
      values.push({ labels: named, value });
    }
    if (values.length > 0) metrics.push({ name: row.name, help: row.help, type: row.type, values });
  }
  return metrics;
}
