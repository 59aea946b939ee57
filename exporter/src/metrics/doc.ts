import { type MetricRow, lineMetrics } from './line.ts';
import { scrapeMetrics } from './scrape.ts';

/** `docs/metrics.md`, made from the metric table: what a metric is called, means, and is read from. */
export function renderMetricsDoc(): string {
  return `# Metrics

Made from the metric table by \`npm run generate\`; edit \`exporter/src/metrics/line.ts\`, not this page.

- Base units: rates are bytes per second (multiply by 8 for bit/s), times are seconds.
- \`direction\` is \`downstream\` (towards you) or \`upstream\`. Errors downstream are those the modem saw, errors
  upstream those that the far end reported.
- What was not measured is absent. No value is ever 0, NaN or old for want of a reading.
- Counters are 32 bits wide at the modem: they wrap, and they start again. Use \`rate()\` and \`increase()\`.
- All line values but the state are there only while the line is up.

## Reading the modem

${table(scrapeMetrics, ['Metric', 'Type', 'Labels', 'Meaning'])}

\`collector\` is \`xdsl_status\` (the status page), \`xdslcmd_stats\`, \`xdslcmd_pbparams\` or \`uptime\` (commands of the
telnet shell). \`reason\` is \`connect\`, \`timeout\`, \`reset\`, \`http_status\`, \`login\`, \`format\` or \`too_large\`.

## The line

${table(lineMetrics, ['Metric', 'Type', 'Labels', 'Meaning', 'Status page', 'Telnet'])}

\`layout\` says where the line's values come from: \`documented\` and \`shifted\` are the two ways in which the firmware
fills the slots of its status page, \`telnet\` is the shell. On VDSL2 the page is \`shifted\`: it has neither the SNR margin
nor the error counters, whatever its slots are called.

## The exporter

\`hg612_exporter_build_info\` (gauge, always 1; labels \`version\`, \`revision\`, \`nodeversion\`), and the usual \`process_*\`
and \`nodejs_*\`.
`;
}

type Column = 'Metric' | 'Type' | 'Labels' | 'Meaning' | 'Status page' | 'Telnet';

const cells: Readonly<Record<Column, (row: MetricRow) => string>> = {
  Metric: ({ name }) => `\`${name}\``,
  Type: ({ type }) => type,
  Labels: ({ labels }) => labels.map((label) => `\`${label}\``).join(', '),
  Meaning: ({ help }) => help,
  'Status page': ({ source }) => source.page ?? '',
  Telnet: ({ source }) => source.telnet ?? '',
};

function table(rows: readonly MetricRow[], columns: readonly Column[]): string {
  const lines = [
    columns,
    columns.map(() => '---'),
    ...rows.map((row) => columns.map((column) => cells[column](row))),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
