import { ModemFormatError } from '../errors.ts';
import { lineWithoutValues, type LineInfo, type LineStatus } from '../line/status.ts';
import { kilobitsToBytes } from '../line/units.ts';
import { type CommandCollector, type Parsed, isLabelText } from './collector.ts';
import { readHecErrors, readPairs } from './xdslcmd-pairs.ts';
import { counter, createRowReader, outsidePeriods, type RowReader } from './xdslcmd-reader.ts';
import { readStatus } from './xdslcmd-status.ts';

/** `xdslcmd info --stats`: the line's state, rates, margins, framing and error counters. */
export const xdslcmdStats: CommandCollector = {
  name: 'xdslcmd_stats',
  title: 'Line statistics (telnet)',
  source: { transport: 'telnet', command: 'xdslcmd info --stats' },
  parse: parseStats,
};

/**
 * Reads the output of `xdslcmd info --stats`, of the newer and of the older driver.
 *
 * Out of showtime only the state and the retrain reason are told, whatever else is printed. Counters are those of the
 * `Total` table, which go on over resyncs; rates and HEC are summed over all bearers (paths).
 *
 * @throws {ModemFormatError} when this is not its output, or tells a line in showtime without a single known row.
 */
export function parseStats(output: string): Parsed {
  const reader = createRowReader(output);
  const { state, ...retrain } = readStatus(reader, output);
  const line: LineStatus = { ...lineWithoutValues(state, 'telnet'), ...retrain };
  if (state === 'up') {
    readShowtime(reader, line);
    if (!hasValues(line)) {
      throw new ModemFormatError('xdslcmd info --stats', 'the tables of a line in showtime', output.trim());
    }
  }
  return { data: { line }, problems: reader.problems };
}

function readShowtime(reader: RowReader, line: LineStatus): void {
  line.info = readInfo(reader);
  const uptime = reader.value('AS', outsidePeriods);
  if (uptime !== undefined) {
    const seconds = reader.cell('AS', uptime, 'seconds', counter);
    if (seconds !== undefined) line.uptime = seconds;
  }
  readAttainableRates(reader, line);
  const bearers = readSyncRates(reader, line);
  readPairs(reader, line);
  readHecErrors(reader, bearers, line);
}

/** Anything known that is more than the state. */
function hasValues({ info, uptime, downstream, upstream }: LineStatus): boolean {
  const parts = [info, downstream.gauges, downstream.counters, upstream.gauges, upstream.counters];
  return uptime !== undefined || parts.some((part) => Object.keys(part).length > 0);
}

/** `VDSL2 Annex B`, `Profile 17a`, `PTM Mode(0x0)` → VDSL2, B, 17a, PTM. */
function readInfo(reader: RowReader): LineInfo {
  const info: LineInfo = {};
  const [modulation, annex] = words(reader, 'Mode').split(/ Annex ?/);
  const profile = words(reader, 'VDSL2 Profile').replace(/^Profile /, '');
  const tpsTc = words(reader, 'TPS-TC').replace(/ ?Mode ?(?:\(.*\))?$/, '');
  if (modulation !== undefined && modulation !== '') info.modulation = modulation;
  if (annex !== undefined && annex !== '') info.annex = annex;
  if (profile !== '') info.vdsl2Profile = profile;
  if (tpsTc !== '') info.tpsTc = tpsTc;
  return info;
}

/** A row of words, fit to be a label's value; empty when there is none. */
function words(reader: RowReader, key: string): string {
  const value = reader.value(key, outsidePeriods) ?? '';
  if (isLabelText(value)) return value;
  reader.note(key, 'a few words', value);
  return '';
}

/** `Max: Upstream rate = 4809 Kbps, Downstream rate = 36196 Kbps`: upstream first, said in words. */
function readAttainableRates(reader: RowReader, line: LineStatus): void {
  const value = reader.value('Max', outsidePeriods);
  if (value === undefined) return;
  const rates = readRates(value);
  if (rates === undefined) {
    reader.note('Max', 'an upstream and a downstream rate in Kbps', value);
    return;
  }
  line.upstream.gauges.attainableRate = rates.upstream;
  line.downstream.gauges.attainableRate = rates.downstream;
}

/**
 * `Bearer: 0, Upstream rate = …` of every bearer (`Path:` on the older driver), summed.
 *
 * @returns the bearers that the line has; none when they cannot all be told. Until the rows end at a heading, another
 * bearer may follow.
 */
function readSyncRates(reader: RowReader, line: LineStatus): number[] {
  /** What was told of each; undefined once it cannot be read, which is noted but once. */
  const bearers = new Map<number, string | undefined>();
  let upstream = 0;
  let downstream = 0;
  let whole = true;
  for (const key of ['Bearer', 'Path']) {
    for (const { section, value } of reader.rows(key, outsidePeriods)) {
      if (!section.closed) return [];
      const [, number, rest] = /^(\d{1,2}), (.*)$/.exec(value) ?? [];
      if (number === undefined || rest === undefined) {
        reader.note(key, 'a number and its rates', value);
        return [];
      }
      const bearer = Number(number);
      const earlier = bearers.get(bearer);
      if (bearers.has(bearer) && (earlier === undefined || earlier === rest)) continue;
      const rates = readRates(rest);
      if (rates === undefined || earlier !== undefined) {
        reader.note(`${key} ${bearer}`, 'one upstream and one downstream rate in Kbps', value);
        whole = false;
        bearers.set(bearer, undefined);
        continue;
      }
      bearers.set(bearer, rest);
      upstream += rates.upstream;
      downstream += rates.downstream;
    }
  }
  if (bearers.size === 0) return [];
  if (!bearers.has(0)) {
    reader.note('Bearer', 'a row of bearer 0, which carries the data', [...bearers.keys()].join(', '));
    return [];
  }
  if (whole) {
    line.upstream.gauges.syncRate = upstream;
    line.downstream.gauges.syncRate = downstream;
  }
  return [...bearers.keys()];
}

/** Rates in bytes/s, whichever stands first. */
function readRates(value: string): { upstream: number; downstream: number } | undefined {
  const rates: Record<string, number> = {};
  for (const part of value.split(',')) {
    const [, direction, kilobits] = /^ ?(Up|Down)stream rate = (\d{1,9}) Kbps$/.exec(part) ?? [];
    if (direction !== undefined) rates[direction] = kilobitsToBytes(Number(kilobits));
  }
  const { Up: upstream, Down: downstream } = rates;
  return upstream === undefined || downstream === undefined ? undefined : { upstream, downstream };
}
