import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { addMissingRoute } from './missing.ts';
import type { Program, ProgramError, ProgramRunner } from '../program-runner.ts';
import { refuse } from '../refuse.ts';
import { runForClient } from '../run-for-client.ts';

/** Days of a report at most. Longer ones take more memory than the exporter's container has for it. */
const MAX_DAYS = 92;

/** The name of a line: a program cannot get NUL as an argument, and no name has control characters. */
const NAME = /^[^\p{Cc}]{1,256}$/u;

/** Exit statuses of `hg612 report` that are no defect. */
const NO_DATA = 1;
const INVALID_OPTIONS = 2;
const NO_PROMETHEUS = 3;

/** How `hg612 report` is run. */
export interface ReportProgram {
  readonly file: string;
  /** Its whole environment, with the address of Prometheus. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the routes need. */
export interface ReportDependencies {
  /** Undefined without a Prometheus: then there are no reports. */
  report?: { readonly program: ReportProgram; readonly runner: ProgramRunner } | undefined;
}

/**
 * `GET /report?days=30&line=…`: a report of the line as an HTML page; `GET /report.csv`: its data. 404 without a
 * Prometheus or without data in the range, 503 when Prometheus cannot be read or another report is being written, 400
 * for invalid parameters.
 */
export function addReportRoutes(router: Router, { report }: ReportDependencies): void {
  if (report === undefined) {
    for (const path of ['/report', '/report.csv']) {
      addMissingRoute(router, path, 'reports are written from the data in Prometheus: set PROMETHEUS_URL');
    }
    return;
  }
  const send = async (ctx: Context, format: 'html' | 'csv'): Promise<boolean> => {
    const args = argumentsOf(ctx.query);
    if ('problem' in args) {
      refuse(ctx, 400, args.problem);
      return false;
    }
    const program: Program = {
      name: 'report',
      args: [...args.values, `--format=${format}`, '--out=-'],
      ...report.program,
    };
    const output = await runForClient(ctx, (signal) => report.runner.run(program, '', signal), explain);
    if (output === undefined) return false;
    ctx.set('cache-control', 'no-store');
    ctx.type = format;
    ctx.body = output;
    return true;
  };
  router.get('/report', (ctx) => send(ctx, 'html'));
  router.get('/report.csv', async (ctx) => {
    if (await send(ctx, 'csv')) ctx.attachment('report.csv');
  });
}

/** What to respond when the program has said why it has written no report. */
function explain({ exitStatus, output }: ProgramError): { status: number; message: string } | undefined {
  if (exitStatus === NO_DATA) return { status: 404, message: output };
  if (exitStatus === INVALID_OPTIONS) return { status: 400, message: output.split('\n\n')[0] ?? output };
  if (exitStatus !== NO_PROMETHEUS) return undefined;
  // Without the advice to use another option of the program.
  return {
    status: 503,
    message: `${output.split('\n')[0]}\nIs Prometheus running at that address? For another one set PROMETHEUS_URL.`,
  };
}

function argumentsOf(query: Context['query']): { values: string[] } | { problem: string } {
  const unknown = Object.keys(query).find((name) => name !== 'days' && name !== 'line');
  if (unknown !== undefined) {
    return { problem: `unknown parameter ${JSON.stringify(unknown)}; expected days or line` };
  }
  const { days = '30', line } = query;
  if (typeof days !== 'string' || !/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > MAX_DAYS) {
    return { problem: `days: expected a whole number from 1 to ${MAX_DAYS}, found ${JSON.stringify(days)}` };
  }
  if (line !== undefined && (typeof line !== 'string' || !NAME.test(line))) {
    return { problem: `line: expected the name of one line, found ${JSON.stringify(line)}` };
  }
  return { values: [`--days=${days}`, ...(line === undefined ? [] : [`--line=${line}`])] };
}
