import { ModemFormatError } from '../errors.ts';
import type { LineState } from '../line/status.ts';
import { outsidePeriods, type RowReader } from './xdslcmd-reader.ts';

/**
 * What every `xdslcmd info …` begins with, whatever the state of the line: `Status` and the reason of the last retrain.
 *
 * @throws {ModemFormatError} when there is no such row: then this is not xdslcmd's output. Also when the status is not
 * one that the driver is known to print: to call the line down because of an unknown word would be a false alarm, and
 * the status page has the state too.
 */
export function readStatus(
  reader: RowReader,
  output: string,
): { state: LineState; retrainReasonCode?: number } {
  // Some drivers print no line end between the two: `Status: ShowtimeRetrain Reason: 0`.
  const [status, joined] = (reader.value('Status', outsidePeriods) ?? '').split(
    /(?:Last )?Retrain Reason: ?/,
  );
  if (status === undefined || status === '') {
    throw new ModemFormatError('Status', 'a Status: row of xdslcmd', output.trim());
  }
  const state = lineState(status);
  if (state === undefined) throw new ModemFormatError('Status', 'a state of the xDSL driver', status);
  const retrainReasonCode = readRetrainReason(reader, joined);
  return retrainReasonCode === undefined ? { state } : { state, retrainReasonCode };
}

/** The driver's names of the line's state, some after the standard that it is trying: `G.993 Started`. */
function lineState(status: string): LineState | undefined {
  if (status === 'Showtime') return 'up';
  if (status === 'Idle') return 'no_signal';
  if (/(?:^| )(?:Started|Training|Handshake)$/.test(status)) return 'initializing';
  if (/(?:^| )(?:Channel Analysis|Message Exchange)$/.test(status)) return 'establishing_link';
  return undefined;
}

/** A hexadecimal bit mask, whose name depends on the driver. */
function readRetrainReason(reader: RowReader, joined: string | undefined): number | undefined {
  if (joined !== undefined) return reader.cell('Retrain Reason', joined, 'a hexadecimal number', hexadecimal);
  for (const key of ['Retrain Reason', 'Last Retrain Reason']) {
    const raw = reader.value(key, outsidePeriods);
    if (raw !== undefined) return reader.cell(key, raw, 'a hexadecimal number', hexadecimal);
  }
  return undefined;
}

const hexadecimal = (cell: string): number | undefined =>
  /^(?:0x)?[\da-f]{1,8}$/i.test(cell) ? Number.parseInt(cell, 16) : undefined;
