import { collectors, sourceText, spectrumCollectors } from '../../../modem/src/collectors/index.ts';
import type { Collector } from '../../../modem/src/collectors/collector.ts';
import { failureReasons } from '../../../modem/src/errors.ts';
import { contractMetrics } from './contract.ts';
import { lineMetrics } from './line.ts';
import type { MetricRow } from './row.ts';
import { reloadMetrics } from './reload.ts';
import { scrapeMetrics } from './scrape.ts';
import { spectrumMetrics } from './spectrum.ts';

/** A list of collectors and what they read. */
const sourcesOf = (list: readonly Collector[]): string =>
  list
    .map((collector) => `- \`${collector.name}\`: ${collector.title}, \`${sourceText(collector)}\``)
    .join('\n');

/** Renders `docs/metrics.md` from the metric table. */
export function renderMetricsDoc(): string {
  const reasons = failureReasons.map((reason) => `\`${reason}\``);
  const reloadRows = Object.values(reloadMetrics).map(
    ({ name, option, help }) => `| \`${name}\` | \`${option}\` | ${help} |`,
  );
  return `# Metrics

Generated from the metric table in \`exporter/src/metrics/\` by \`npm run generate\`. Do not edit.

- Values are in base units: rates in bytes per second (multiply by 8 for bit/s), times in seconds.
- \`direction\` is \`downstream\` (towards the modem) or \`upstream\`. The modem counts downstream errors itself; upstream
  errors are reported by the far end.
- A value that was not measured is absent. It is never published as 0, NaN or its previous value.
- The modem's counters are 32 bits wide: they wrap and reset. Use \`rate()\` and \`increase()\`.
- Line metrics other than \`hg612_dsl_up\`, \`hg612_dsl_state\` and the retrain reason are present only while the line is in
  showtime.
- \`/metrics\` has the format OpenMetrics 1.0.0 for clients that prefer it, such as Prometheus, and the Prometheus text
  format 0.0.4 for all others. The series are the same, and there are no \`_created\` series.

## Reading the modem

${table(scrapeMetrics, ['Metric', 'Type', 'Labels', 'Meaning'])}

Values of \`collector\`:

${sourcesOf(collectors)}

Values of \`reason\`: ${reasons.slice(0, -1).join(', ')} and ${reasons.at(-1)}.

## The line

${table(lineMetrics, ['Metric', 'Type', 'Labels', 'Meaning', 'Status page', 'Telnet'])}

\`layout\` is the source of the values. \`telnet\` is the telnet shell; \`documented\` and \`shifted\` are the two ways in which
firmware fills the fields of its status page. On VDSL2 the page is \`shifted\`: it contains neither the SNR margin nor the
error counters.

## The spectrum

\`/metrics?collect[]=spectrum\` reads the line per tone, and has these metrics and those of its collectors only. A read takes
seconds: scrape it in a job of its own, every 15 minutes (docs/spectrum.md).

${table(spectrumMetrics, ['Metric', 'Type', 'Labels', 'Meaning', 'Telnet'])}

A group is 64 tones wide, 276 kHz. \`frequency_kilohertz\` is its lowest frequency in five digits, such as \`00276\`. Tones
without a value do not count, and a group without any has no series: at most 256 series. A narrow interferer covers a few
tones only, which a mean would hide; the metrics therefore have the lowest SNR and the highest noise of each group.

Values of \`collector\`:

${sourcesOf(spectrumCollectors)}

## The contract

${table(contractMetrics, ['Metric', 'Type', 'Labels', 'Meaning'])}

\`kind\` is \`ordered\` or \`guaranteed\`. The series are present whatever the state of the line, with the same target labels as
its sync rate.

## The exporter

\`hg612_exporter_build_info\` (gauge, always 1; labels \`version\`, \`revision\`, \`nodeversion\`) and the usual \`process_*\`
and \`nodejs_*\` metrics. These gauges are present with the option that they belong to:

| Metric | Option | Meaning |
| --- | --- | --- |
${reloadRows.join('\n')}

\`/probe\` has the metrics of a modem and its line, and none of the exporter.
`;
}

type Column = 'Metric' | 'Type' | 'Labels' | 'Meaning' | 'Status page' | 'Telnet';

const cells: Readonly<Record<Column, (row: Omit<MetricRow, 'samples'>) => string>> = {
  Metric: ({ name }) => `\`${name}\``,
  Type: ({ type }) => type,
  Labels: ({ labels }) => labels.map((label) => `\`${label}\``).join(', '),
  Meaning: ({ help }) => help,
  'Status page': ({ source }) => source.page ?? '',
  Telnet: ({ source }) => source.telnet ?? '',
};

function table<Source>(rows: readonly MetricRow<Source>[], columns: readonly Column[]): string {
  const lines = [
    columns,
    columns.map(() => '---'),
    ...rows.map((row) => columns.map((column) => cells[column](row))),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
