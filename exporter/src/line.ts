import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { xdslcmdErrorPeriods } from '../../modem/src/collectors/xdslcmd-error-periods.ts';
import { createModem } from '../../modem/src/read.ts';
import { telnetAddress } from '../../modem/src/target.ts';
import type { Config } from './config.ts';
import { createLastDayReader } from './history/last-day.ts';
import { startTimeOf } from './metrics/process.ts';
import { createBackgroundReader, createSharedReader } from './scrape/shared-read.ts';
import { ERROR_PERIODS_SECONDS } from './web/routes/error-periods.ts';
import { createSpectrumReader } from './scrape/spectrum-read.ts';

/** The line of the environment: what the app needs to read it. */
export type Line = Awaited<ReturnType<typeof createLine>>;

/** Creates access to the line of the environment. Nothing is connected until it is read. */
export async function createLine(config: Config, processRegistry: Registry, log: Logger) {
  const { target, lineName, prometheusUrl, contract } = config;
  const modem = createModem(target);
  const identity = { startTime: await startTimeOf(processRegistry), lineName };
  if (!process.env['MODEM_URL']) log.warn({ default: target.url.origin }, 'MODEM_URL is not set');
  const reader = createSharedReader(modem, collectorsFor(target.telnet !== undefined), target.timeoutSeconds);
  const spectrumReader = target.telnet && createSpectrumReader(modem);
  const errorPeriodsReader =
    target.telnet && createBackgroundReader(modem, [xdslcmdErrorPeriods], ERROR_PERIODS_SECONDS);
  return {
    reader,
    spectrumReader,
    errorPeriodsReader,
    timeoutSeconds: target.timeoutSeconds,
    modemAddress: modem.addressOf('xdsl_status'),
    telnet: target.telnet === undefined ? 'off' : telnetAddress(target.telnet),
    lineName,
    contract,
    readLastDay: prometheusUrl === undefined ? undefined : createLastDayReader(prometheusUrl, identity),
    /** Ends the reads in progress and waits until no session is left at the modem. */
    async close(): Promise<void> {
      await Promise.all([reader.close(), spectrumReader?.close(), errorPeriodsReader?.close()]);
    },
  };
}
