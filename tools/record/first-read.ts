import { adviceFor } from '../../modem/src/advice.ts';
import { collectorNamed, sourceText } from '../../modem/src/collectors/index.ts';
import {
  type FailureReason,
  type ModemError,
  ModemHttpStatusError,
  ModemLoginError,
} from '../../modem/src/errors.ts';
import { parseReply } from '../../modem/src/parse.ts';
import type { Modem } from '../../modem/src/read.ts';
import type { Replies } from './read.ts';
import { toneCollectors } from './tones.ts';

/** The modem cannot be recorded. The message says what to do. */
export class NotRecordableError extends Error {
  override readonly name = 'NotRecordableError';

  constructor(error: ModemError, advice: string) {
    super(`${error.message}\n${advice}`, { cause: error });
  }
}

/** What else helps if telnet fails. */
const telnetAdvice = (reason: FailureReason): string =>
  (/^(?:busy|reset|timeout)$/.test(reason) ? '`npm stop` ends the telnet sessions of the stack. ' : '') +
  'Without --telnet only the page is recorded.';

/**
 * Checks the first read. It detects a wrong address or password, with which there is nothing to record. Later reads are
 * recorded in any case.
 *
 * @returns notes on what is unusual
 * @throws {NotRecordableError}
 */
export function checkFirstRead(replies: Replies, modem: Pick<Modem, 'addressOf'>): string[] {
  const notes: string[] = [];
  // A firmware that lacks one of them lacks all four: one note.
  const tables: { command: string; reason: string }[] = [];
  for (const [name, reply] of replies) {
    const collector = collectorNamed(name);
    const address = modem.addressOf(name);
    const isPage = collector.source.transport === 'http';
    const refuse = (error: ModemError): never => {
      const advice = adviceFor(name, error);
      throw new NotRecordableError(error, isPage ? advice : `${advice}\n${telnetAdvice(error.reason)}`);
    };

    // A command that fails after the login may be missing in this firmware, which is worth recording. The tables per
    // tone have a session of their own, after one that succeeded.
    const isToneTable = toneCollectors.some((table) => table.name === name);
    if (!reply.ok && reply.loggedIn !== true && !isToneTable) refuse(reply.error);
    if (reply.ok && reply.page !== undefined && reply.page.status !== 200) {
      refuse(new ModemHttpStatusError(address, reply.page.status));
    }
    const outcome = parseReply(collector, reply, { address });
    if (outcome.ok) continue;
    const { error } = outcome;
    // So is a page in another layout, but not the page of another device.
    if (isPage && (error instanceof ModemLoginError || !(reply.ok && reply.text.includes('stDsl'))))
      refuse(error);
    if (isToneTable) tables.push({ command: sourceText(collector), reason: error.message });
    else notes.push(`the exporter cannot read ${sourceText(collector)}: ${error.message}`);
  }
  const [first] = tables;
  if (first !== undefined) {
    notes.push(
      `the exporter cannot read ${tables.map(({ command }) => command).join(', ')}: ${first.reason}`,
    );
  }
  return notes;
}
