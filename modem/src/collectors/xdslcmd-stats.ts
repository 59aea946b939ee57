import { ModemFormatError } from '../errors.ts';
import { lineWithoutValues, type LineInfo, type LineStatus } from '../line/status.ts';
import { gaugeRanges, isWithin } from '../line/ranges.ts';
import { kilobitsToBytes } from '../line/units.ts';
import { type CommandCollector, type Parsed, isLabelText } from './collector.ts';
import { readDuration } from './xdslcmd-duration.ts';
import { attainableRates, readHecErrors, readPair, readPairs } from './xdslcmd-pairs.ts';
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
 * Out of showtime only the state and the retrain reason are read, whatever else is printed. Counters are those of the
 * `Total` table, which continue over resyncs; rates and HEC are summed over all bearers (paths).
 *
 * @throws {ModemFormatError} when this is not its output, or a line in showtime has not a single known row.
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
  const uptime = readUptime(reader);
  if (uptime !== undefined) line.uptime = uptime;
  readAttainableRates(reader, line);
  const bearers = readSyncRates(reader, line);
  readPairs(reader, line);
  readHecErrors(reader, bearers, line);
}

/**
 * Seconds since the last sync: `Since Link time = 2 days 39 min 7 sec`, a heading. Only outputs without it fall back to
 * `AS`, which does not count unavailable seconds and so stands still during them.
 */
function readUptime(reader: RowReader): number | undefined {
  const heading = reader.heading(SINCE_LINK);
  if (heading !== undefined) {
    const seconds = readDuration(heading.slice(SINCE_LINK.length));
    if (seconds !== undefined) return seconds;
    reader.note('Since Link time', 'days, hours, min and sec', heading.slice(SINCE_LINK.length));
  }
  const showtime = reader.value('AS', outsidePeriods);
  return showtime === undefined ? undefined : reader.cell('AS', showtime, 'seconds', counter);
}

const SINCE_LINK = 'Since Link time = ';

/** Whether anything but the state is known. */
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

/** A row of text that can be a label value; empty when there is none. */
function words(reader: RowReader, key: string): string {
  const value = reader.value(key, outsidePeriods) ?? '';
  if (isLabelText(value)) return value;
  reader.note(key, 'at most 64 printable ASCII characters', value);
  return '';
}

/**
 * `Max: Upstream rate = 4809 Kbps, Downstream rate = 36196 Kbps`; where that is missing, `Max(Kbps): 11040 1281`,
 * downstream first.
 */
function readAttainableRates(reader: RowReader, line: LineStatus): void {
  const value = reader.value('Max', outsidePeriods);
  if (value === undefined) {
    readPair(reader, attainableRates, line);
    return;
  }
  const rates = readRates(value);
  if (rates === undefined) {
    reader.note('Max', 'an upstream and a downstream rate in Kbps', value);
    return;
  }
  line.upstream.gauges.attainableRate = rates.upstream;
  line.downstream.gauges.attainableRate = rates.downstream;
}

/**
 * The rates of every bearer, summed: `Bearer: 0, Upstream rate = …`, on the older driver `Path: 0, …`. G.DMT, G.lite
 * and T1.413 have a single one, `Channel: FAST, Upstream rate = …` (or `INTR`).
 *
 * @returns the bearers of the line; none when they are not all known. Until the rows end at a heading, another bearer
 *   may follow.
 */
function readSyncRates(reader: RowReader, line: LineStatus): number[] {
  /** The rates of each bearer; undefined once they cannot be read, which is noted only once. */
  const bearers = new Map<number, string | undefined>();
  let upstream = 0;
  let downstream = 0;
  let allReadable = true;
  for (const key of ['Bearer', 'Path', 'Channel']) {
    for (const { section, value } of reader.rows(key, outsidePeriods)) {
      if (!section.closed) return [];
      // `Channel: Fast`, without rates, is a row of its own.
      if (key === 'Channel' && !value.includes(',')) continue;
      const [, number, rest] =
        (key === 'Channel' ? /^()(?:[A-Z]+), (.*)$/i : /^(\d{1,2}), (.*)$/).exec(value) ?? [];
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
        allReadable = false;
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
  if (allReadable) {
    line.upstream.gauges.syncRate = upstream;
    line.downstream.gauges.syncRate = downstream;
  }
  return [...bearers.keys()];
}

/** Rates in bytes/s, whichever comes first; none when one is there twice or above any rate of a DSL line. */
function readRates(value: string): { upstream: number; downstream: number } | undefined {
  const rates: Record<string, number> = {};
  for (const part of value.split(',')) {
    const [, direction, kilobits] = /^ ?(Up|Down)stream rate = (\d{1,9}) Kbps$/.exec(part) ?? [];
    if (direction === undefined) continue;
    if (direction in rates) return undefined;
    rates[direction] = kilobitsToBytes(Number(kilobits));
  }
  const { Up: upstream, Down: downstream } = rates;
  if (upstream === undefined || downstream === undefined) return undefined;
  const areRates = [upstream, downstream].every((each) => isWithin(each, gaugeRanges.syncRate));
  return areRates ? { upstream, downstream } : undefined;
}
