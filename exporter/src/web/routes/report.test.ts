import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Router } from '@koa/router';
import Koa from 'koa';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedPrometheus } from '../../../../test/support/recorded-prometheus.ts';
import { weekOf } from '../../../../test/support/report-week.ts';
import type { LineHistory } from '../../../../tools/report/history.ts';
import { programFile } from '../../program-file.ts';
import { createProgramRunner, PROGRAM_LIMITS } from '../program-runner.ts';
import { addReportRoutes, type ReportProgram } from './report.ts';

/** A recorded week that ends now. */
function lastWeek(): LineHistory {
  const { times, columns } = weekOf();
  const age = Math.floor(Date.now() / 1000) - times.at(-1)!;
  return { times: times.map((time) => time + age), columns };
}

function agentWith(program: ReportProgram | undefined, limits = PROGRAM_LIMITS) {
  const app = new Koa();
  app.silent = true;
  const router = new Router();
  addReportRoutes(router, { report: program && { program, runner: createProgramRunner(limits) } });
  return supertest(app.use(router.routes()).callback());
}

describe('GET /report', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hg612-report-route-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const programOf = async (name: string, code: string): Promise<ReportProgram> => {
    const file = path.join(folder, `${name}.mjs`);
    await writeFile(file, code);
    return { file, environment: {} };
  };
  const echo = () => programOf('echo', 'process.stdout.write(process.argv.slice(2).join(" "))');

  it.each(['/report', '/report.csv'])('%s names the setting without a Prometheus', async (url) => {
    const { text } = await agentWith(undefined).get(url).expect(404);
    expect(text).toBe('reports are written from the data in Prometheus: set PROMETHEUS_URL\n');
  });

  it.each([
    ['/report', 'text/html', '--days=30 --format=html --out=-'],
    [
      '/report?days=7&line=Home%20%26%20garden',
      'text/html',
      '--days=7 --line=Home & garden --format=html --out=-',
    ],
    ['/report.csv?days=92', 'text/csv', '--days=92 --format=csv --out=-'],
  ])('%s passes its parameters to the program', async (url, type, args) => {
    const { text, headers } = await agentWith(await echo())
      .get(url)
      .expect(200);
    expect(text).toBe(args);
    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
  });

  it.each([
    ['?days=0', 'days: expected a whole number from 1 to 92, found "0"'],
    ['?days=93', 'days: expected a whole number from 1 to 92, found "93"'],
    ['?days=7&days=8', 'days: expected a whole number from 1 to 92, found ["7","8"]'],
    ['?days=--help', 'days: expected a whole number from 1 to 92, found "--help"'],
    ['?line=', 'line: expected the name of one line, found ""'],
    ['?line=a%00b', String.raw`line: expected the name of one line, found "a\u0000b"`],
    ['?line=a&line=b', 'line: expected the name of one line, found ["a","b"]'],
    ['?prometheus=http://elsewhere', 'unknown parameter "prometheus"; expected days or line'],
  ])('%s gets 400 with the reason', async (query, reason) => {
    const { text } = await agentWith(await echo())
      .get(`/report${query}`)
      .expect(400);
    expect(text).toBe(`${reason}\n`);
  });

  it.each([
    [1, 'no data', 404, 'no data\n', undefined],
    [2, 'several lines\n\nusage', 400, 'several lines\n', undefined],
    [
      3,
      'connection refused\nFor another Prometheus: --prometheus <url>',
      503,
      'connection refused\nIs Prometheus running at that address? For another one set PROMETHEUS_URL.\n',
      '5',
    ],
    [70, 'defect', 500, 'internal error; see the log of the exporter\n', undefined],
  ])('exit status %i of the program with %j gets %i', async (exit, message, status, body, retry) => {
    const code = `process.stderr.write(${JSON.stringify(message)}); process.exitCode = ${exit};`;
    const { text, headers } = await agentWith(await programOf(`exit-${exit}`, code))
      .get('/report')
      .expect(status);
    expect(text).toBe(body);
    expect(headers['retry-after']).toBe(retry);
  });

  it('gets 503 with Retry-After while another report is being written, and after the deadline', async () => {
    const slow = await programOf('slow', 'setTimeout(() => {}, 60_000)');
    const agent = agentWith(slow, { ...PROGRAM_LIMITS, deadlineMs: 1000 });
    const [first, second] = await Promise.all([agent.get('/report'), agent.get('/report.csv')]);
    expect([first.status, second.status]).toEqual([503, 503]);
    expect([first.text, second.text].toSorted()).toEqual([
      'busy with the report\n',
      'report: timed out after 1 s\n',
    ]);
    expect([first, second].map(({ headers }) => headers['retry-after'])).toEqual(['5', '5']);
  });

  it('has the report of `hg612 report`, within the memory that it gets', async () => {
    const line = { job: 'hg612', instance: 'HG612', history: lastWeek() };
    await using prometheus = await recordedPrometheus([line]);
    const environment = { PROMETHEUS_URL: prometheus.url, LINE_NAME: 'HG612', TZ: 'Europe/London' };
    const agent = agentWith({ file: programFile('report', 'tools/report/container.ts'), environment });
    const { text } = await agent.get('/report?days=7').expect(200);
    expect(text).toContain('<title>Line report: HG612');
  });
});
