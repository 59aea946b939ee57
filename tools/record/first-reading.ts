import type { CommandCollector } from '../../modem/src/collectors/collector.ts';
import { parseXdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import {
  type FailureReason,
  ModemError,
  ModemHttpStatusError,
  ModemLoginError,
} from '../../modem/src/errors.ts';
import type { Reading } from './reading.ts';

/** A modem that cannot be recorded as it was asked for. The message says what to do. */
export class NotRecordableError extends Error {
  override readonly name = 'NotRecordableError';
}

const pageAdvice: Readonly<Partial<Record<FailureReason, string>>> = {
  connect: 'Is the modem on, and is this its address?',
  timeout: 'Is the modem on, is this its address, and can this machine reach it?',
  reset: 'Something is there, but it hung up. Is this the address of the modem?',
  http_status: 'Something answers there, but it has no such page. Is this the address of an HG612?',
  login: 'The modem wants a login before it shows its status: only unlocked firmware shows it without one.',
  too_large: 'It sends far more than an HG612 does. Is this the address of the modem?',
  format: 'Something answers there, but it is not the page of an HG612. Is this the address of the modem?',
};

const telnetAdvice: Readonly<Partial<Record<FailureReason, string>>> = {
  connect: 'Is telnet on (unlocked firmware)? Without --telnet the page alone is recorded.',
  timeout: 'Is somebody else logged in? The modem serves one session at a time: `npm stop` ends the scrapes.',
  reset: 'Is somebody else logged in? The modem serves one session at a time: `npm stop` ends the scrapes.',
  login:
    'Set MODEM_USERNAME and MODEM_PASSWORD (or MODEM_PASSWORD_FILE) in the environment or in .env, never on the ' +
    'command line. If they are right: is somebody else logged in? `npm stop` ends the scrapes.',
  busy: 'Another client may be logged in. The modem serves one session at a time: `npm stop` ends the scrapes.',
  too_large: 'It sends far more than an HG612 does. Is this the address of the modem?',
  format: 'It is not the shell of an HG612. Is this the address of the modem?',
  http_status: 'Is this the address of the modem?',
};

/**
 * Judges the first reading: a wrong address or a wrong password shows there, and nothing is worth recording then.
 * Later ones are recorded whatever they are.
 *
 * @param pageAddress for people
 * @returns what is unusual about it, a line each
 * @throws {NotRecordableError}
 */
export function judgeFirstReading({ page, outputs, noSession }: Reading, pageAddress: string): string[] {
  if (page instanceof ModemError) throw refusal(page, pageAdvice[page.reason]);
  if (page.status !== 200) {
    throw refusal(new ModemHttpStatusError(pageAddress, page.status), pageAdvice.http_status);
  }
  if (noSession !== undefined) throw refusal(noSession, telnetAdvice[noSession.reason]);
  const body = page.body.toString('utf8');
  const remarks = [...outputs].flatMap(([command, output]) => problemOf(command, output));
  try {
    parseXdslStatus(body, 'auto', pageAddress);
  } catch (error) {
    if (!(error instanceof ModemError)) throw error;
    // A page of another order or length is what recordings are wanted for; any other page is not this modem's.
    if (error instanceof ModemLoginError || !body.includes('stDsl'))
      throw refusal(error, pageAdvice[error.reason]);
    remarks.unshift(
      `the exporter cannot read this page (${error.message}): a recording of it is all the more welcome`,
    );
  }
  return remarks;
}

function problemOf(collector: CommandCollector, output: string | ModemError): string[] {
  const { command } = collector.source;
  if (output instanceof ModemError) return [`no answer to ${command}: ${output.message}`];
  try {
    collector.parse(output);
    return [];
  } catch (error) {
    if (!(error instanceof ModemError)) throw error;
    return [`the exporter cannot read the output of ${command}: ${error.message}`];
  }
}

const refusal = (error: ModemError, advice = ''): NotRecordableError =>
  new NotRecordableError(`${error.message}.\n${advice}`.trimEnd(), { cause: error });
