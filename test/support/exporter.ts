import { Writable } from 'node:stream';
import { pino } from 'pino';
import supertest from 'supertest';
import { createApp } from '../../exporter/src/web/app.ts';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { createProcessRegistry } from '../../exporter/src/metrics/exposition.ts';
import { createModem } from '../../modem/src/read.ts';
import { createSharedReader } from '../../exporter/src/scrape/shared-read.ts';
import type { MockModem } from '../../mock-modem/src/mock-modem.ts';
import { targetAt } from './target.ts';

/** A line of the exporter's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Where the modem is, and what the exporter is told of it. */
export interface Surroundings {
  /** Base address of the status page. */
  pageUrl: string;
  /** Port of the shell on this machine; without one it is not asked. */
  telnetPort?: number;
  /** Bound on one read; 8 s by default. */
  timeoutSeconds?: number;
  /** The password that the exporter was given; the right one by default. */
  password?: string;
}

/** The exporter as its main program wires it, but for the port it listens on. */
export interface ExporterUnderTest extends AsyncDisposable {
  app: ReturnType<typeof createApp>;
  /** Asks it anything. */
  agent: ReturnType<typeof supertest>;
  /** The samples of `/metrics` about the modem and its line, each with its HELP and TYPE; not the exporter's own. */
  metrics(): Promise<string>;
  /** The page for people. */
  page(): Promise<string>;
  readonly log: readonly LogLine[];
}

/** An exporter that reads a modem. */
export function exporterAt(surroundings: Surroundings): ExporterUnderTest {
  const { pageUrl, telnetPort: port, timeoutSeconds = 8, password = 'admin' } = surroundings;
  const log: LogLine[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      log.push(JSON.parse(line.toString()) as LogLine);
      done();
    },
  });
  const target = targetAt(pageUrl, { telnetPort: port, password, timeoutSeconds });
  const modem = createModem(target);
  const reader = createSharedReader(modem, collectorsFor(target), timeoutSeconds);
  const app = createApp({
    reader,
    processRegistry: createProcessRegistry({ version: '0', revision: '0' }),
    log: pino({ base: null }, sink),
    timeoutSeconds,
    modemAddress: modem.addressOf('xdsl_status'),
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
    [Symbol.asyncDispose]: () => reader.close(),
  };
}

/** An exporter that reads page and shell of a mock modem. */
export const exporterInFrontOf = (
  mock: MockModem,
  settings: Pick<Surroundings, 'timeoutSeconds' | 'password'> = {},
): ExporterUnderTest => exporterAt({ pageUrl: mock.url, telnetPort: mock.telnetPort, ...settings });
