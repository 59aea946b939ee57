import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import supertest from 'supertest';
import { createRunbook, type Runbook } from '../../exporter/src/web/runbook/runbook.ts';
import { createLastDayReader } from '../../exporter/src/history/last-day.ts';
import { createApp } from '../../exporter/src/web/app.ts';
import { programFile } from '../../exporter/src/program-file.ts';
import { spectrumReferences } from '../../exporter/src/spectrum-references.ts';
import { createProgramRunner, PROGRAM_LIMITS } from '../../exporter/src/web/program-runner.ts';
import { ERROR_PERIODS_SECONDS } from '../../exporter/src/web/routes/error-periods.ts';
import { xdslcmdErrorPeriods } from '../../modem/src/collectors/xdslcmd-error-periods.ts';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { createProcessRegistry } from '../../exporter/src/metrics/process.ts';
import { createModem } from '../../modem/src/read.ts';
import { createBackgroundReader, createSharedReader } from '../../exporter/src/scrape/shared-read.ts';
import { createSpectrumReader } from '../../exporter/src/scrape/spectrum-read.ts';
import { START_TIME } from './fake-prometheus.ts';
import type { MockModem } from '../../mock-modem/src/mock-modem.ts';
import { targetAt } from './target.ts';
import { startApp } from './start-server.ts';

/** A line of the exporter's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Address of the modem and settings of the exporter. */
export interface ExporterSettings {
  /** Base URL of the status page. */
  pageUrl: string;
  /** Local port of the telnet shell; without one telnet is off. */
  telnetPort?: number | undefined;
  /** Timeout of a read. Default: 8 s. */
  timeoutSeconds?: number;
  /** Configured password. Default: the correct one. */
  password?: string;
  /** Default: HG612. */
  lineName?: string;
  prometheusUrl?: string;
  grafanaUrl?: string;
  /** Folder of saved readings of the spectrum. */
  spectrumReferenceDir?: string;
}

/** The exporter as its main program assembles it, without a listening port. */
export interface ExporterUnderTest extends AsyncDisposable {
  app: ReturnType<typeof createApp>;
  /** Sends requests to the app. */
  agent: ReturnType<typeof supertest>;
  /** `/metrics` without the metrics of the exporter's process. */
  metrics(): Promise<string>;
  /** The landing page. */
  page(): Promise<string>;
  readonly log: readonly LogLine[];
}

/** The project's runbook. */
export const readRunbook = (): Runbook =>
  createRunbook(readFileSync(new URL('../../docs/runbooks/README.md', import.meta.url), 'utf8'));

/** Creates an exporter that reads a modem. */
export function exporterAt(settings: ExporterSettings): ExporterUnderTest {
  const { pageUrl, telnetPort: port, timeoutSeconds = 8, password = 'admin', lineName = 'HG612' } = settings;
  const log: LogLine[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      log.push(JSON.parse(line.toString()) as LogLine);
      done();
    },
  });
  const target = targetAt(pageUrl, { telnetPort: port, password, timeoutSeconds });
  const modem = createModem(target);
  const reader = createSharedReader(modem, collectorsFor(target.telnet !== undefined), timeoutSeconds);
  const spectrumReader = target.telnet && createSpectrumReader(modem);
  const errorPeriodsReader =
    target.telnet && createBackgroundReader(modem, [xdslcmdErrorPeriods], ERROR_PERIODS_SECONDS);
  const app = createApp({
    reader,
    spectrumReader,
    errorPeriodsReader,
    processRegistry: createProcessRegistry({ version: '0', revision: '0' }),
    log: pino({ base: null }, sink),
    timeoutSeconds,
    modemAddress: modem.addressOf('xdsl_status'),
    lineName,
    runbook: readRunbook(),
    grafanaUrl: settings.grafanaUrl,
    spectrumPage: {
      program: { file: programFile('spectrum-page', 'exporter/src/spectrum-page/main.ts') },
      // Tests share the machine with others, and the program has a lower priority.
      runner: createProgramRunner({ ...PROGRAM_LIMITS, deadlineMs: 120_000 }),
      references:
        settings.spectrumReferenceDir === undefined
          ? undefined
          : spectrumReferences(settings.spectrumReferenceDir),
    },
    readLastDay:
      settings.prometheusUrl === undefined
        ? undefined
        : createLastDayReader(settings.prometheusUrl, { startTime: START_TIME, lineName }),
  });
  const agent = supertest(app.callback());
  return {
    app,
    agent,
    log,
    async metrics() {
      const { text } = await agent.get('/metrics').expect(200);
      const end = text.indexOf('\n# HELP hg612_exporter_build_info');
      if (end < 0) throw new Error('expected hg612_exporter_build_info behind the metrics of the line');
      return text.slice(0, end + 1).trimEnd();
    },
    page: async () => (await agent.get('/').expect(200)).text,
    async [Symbol.asyncDispose]() {
      await Promise.all([reader.close(), spectrumReader?.close(), errorPeriodsReader?.close()]);
    },
  };
}

/** Creates an exporter that reads page and shell of a mock modem. */
export const exporterInFrontOf = (
  mock: MockModem,
  settings: Pick<ExporterSettings, 'timeoutSeconds' | 'password'> = {},
): ExporterUnderTest => exporterAt({ pageUrl: mock.url, telnetPort: mock.telnetPort, ...settings });

/** An exporter on a port of this machine. */
export async function serve(
  exporter: Pick<ExporterUnderTest, 'app'> & AsyncDisposable,
  host = '127.0.0.1',
): Promise<AsyncDisposable & { url: string }> {
  const server = await startApp(exporter.app, host);
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await exporter[Symbol.asyncDispose]();
    },
  };
}
