import { parseCommandLine, UsageError } from '../../lib/command-line.mjs';

/** What the main output is. */
export type ReportFormat = 'html' | 'csv' | 'json';

/** The command line of the report. */
export interface ReportOptions {
  readonly help: boolean;
  /** Length of the range in days. */
  readonly days: number;
  /** Name of the line; `undefined` for the only one, or that of the exporter. */
  readonly line: string | undefined;
  /** Base URL of Prometheus without a trailing slash. */
  readonly prometheus: string | undefined;
  readonly format: ReportFormat;
  /** File for the report; `-` for standard output; `undefined` for the default. */
  readonly out: string | undefined;
  /** File for the CSV data beside it. */
  readonly csv: string | undefined;
}

/** Days of a report at most. Prometheus of this project keeps 400 days. */
export const MAX_DAYS = 400;

/** @throws {UsageError} */
export function parseOptions(args: readonly string[]): ReportOptions {
  const { values } = parseCommandLine(args, {
    days: { type: 'string', default: '30' },
    line: { type: 'string' },
    prometheus: { type: 'string' },
    format: { type: 'string', default: 'html' },
    out: { type: 'string', short: 'o' },
    csv: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  const { format, out, csv } = values;
  if (format !== 'html' && format !== 'csv' && format !== 'json') {
    throw new UsageError(`--format: expected html, csv or json, found ${JSON.stringify(format)}`);
  }
  for (const [option, file] of Object.entries({ '--out': out, '--csv': csv })) {
    if (file === '') throw new UsageError(`${option}: expected the name of a file, found ""`);
  }
  return {
    help: values.help === true,
    days: daysOf(values.days),
    line: values.line,
    prometheus: values.prometheus === undefined ? undefined : addressOf(values.prometheus),
    format,
    out,
    csv,
  };
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MAX_DAYS) {
    throw new UsageError(
      `--days: expected a whole number from 1 to ${MAX_DAYS}, found ${JSON.stringify(text)}`,
    );
  }
  return days;
}

function addressOf(text: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    // It may contain a password.
    const shown = JSON.stringify(text.replace(/\/\/.*@/s, '//***@'));
    throw new UsageError(`--prometheus: expected a URL such as http://localhost:9090, found ${shown}`);
  }
  return text.replace(/\/+$/, '');
}
