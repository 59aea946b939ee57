import { Writable } from 'node:stream';
import { pino } from 'pino';
import supertest from 'supertest';
import { createApp } from '../../exporter/src/app.ts';
import { commandCollectors } from '../../exporter/src/collectors/commands.ts';
import { createProcessRegistry } from '../../exporter/src/exposition.ts';
import { createModem } from '../../exporter/src/modem/modem.ts';
import { createSharedReader } from '../../exporter/src/modem/shared-read.ts';
import { createTelnetModem } from '../../exporter/src/modem/telnet.ts';
import type { MockModem } from '../../mock-modem/src/mock-modem.ts';

/** A line of the exporter's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The exporter in front of a mock modem, page and shell, as its main program wires it. */
export interface ExporterInFront extends AsyncDisposable {
  /** The samples of `/metrics` about the modem and its line, each with its HELP and TYPE; not the exporter's own. */
  metrics(): Promise<string>;
  /** The page for people. */
  page(): Promise<string>;
  readonly log: readonly LogLine[];
}

/**
 * @param timeoutSeconds bound on one read
 * @param password the one that the exporter was given
 */
export function exporterInFrontOf(
  mock: MockModem,
  { timeoutSeconds = 8, password = 'admin' } = {},
): ExporterInFront {
  const log: LogLine[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      log.push(JSON.parse(line.toString()) as LogLine);
      done();
    },
  });
  const telnet = createTelnetModem({ host: '127.0.0.1', port: mock.telnetPort, username: 'admin', password });
  const modem = createModem({
    baseUrl: new URL(mock.url),
    layout: 'auto',
    telnet: { modem: telnet, commands: commandCollectors },
  });
  const reader = createSharedReader(modem, timeoutSeconds);
  const app = createApp({
    reader,
    processRegistry: createProcessRegistry({ version: '0', revision: '0' }),
    log: pino({ base: null }, sink),
    timeoutSeconds,
    modemAddress: modem.address,
  });
  const agent = supertest(app.callback());
  return {
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
