import { ModemFormatError, ModemLoginError } from '../errors.ts';
import {
  type LayoutChoice,
  type LineSide,
  type LineState,
  type LineStatus,
  lineWithoutValues,
} from '../line/status.ts';
import { counterSum } from '../line/counter-sum.ts';
import { gaugeRanges } from '../line/ranges.ts';
import { kilobitsToBytes } from '../line/units.ts';
import { type PageCollector, type Parsed, type ParseOptions, isLabelText } from './collector.ts';
import { type NumberReader, numberReader } from './asp-numbers.ts';
import { readObject, readVariable, withoutComments } from './asp-text.ts';

/** The status page: the line's state and rates; on ADSL also margins and error counters. */
export const xdslStatus: PageCollector = {
  name: 'xdsl_status',
  title: 'Status page (HTTP)',
  source: { transport: 'http', path: '/html/status/xdslStatus.asp' },
  parse: (page, { layout = 'auto', address }: ParseOptions = {}) => parseXdslStatus(page, layout, address),
};

const DSL_ARGUMENTS = 17;
const STATS_ARGUMENTS = 13;

/** A map, since the status comes from the modem, and an object has inherited properties. */
const states: ReadonlyMap<string, LineState> = new Map([
  ['Up', 'up'],
  ['Initializing', 'initializing'],
  ['EstablishingLink', 'establishing_link'],
  ['NoSignal', 'no_signal'],
  ['Error', 'error'],
  ['Disabled', 'disabled'],
]);

/**
 * Reads `/html/status/xdslStatus.asp`.
 *
 * `stDsl` gives its pairs up, down; `stStats` down, up. Rates come in kbit/s, margins and attenuation in
 * 0.1 dB, power in 0.1 dBm. On VDSL2 the firmware fills the slots one row off ({@link isShifted}): there the
 * page has neither SNR margin nor error counters.
 *
 * @param page the body, LF or CRLF, on any number of lines
 * @param choice `auto`, or the layout that the user has configured
 * @throws {ModemLoginError} the modem sent its login page
 * @throws {ModemFormatError} anything else that is not this page, including an incomplete one
 */
export function parseXdslStatus(
  page: string,
  choice: LayoutChoice,
  address = xdslStatus.source.path,
): Parsed {
  if (looksLikeLogin(page)) throw new ModemLoginError(address, 'the status page', 'a login page');
  const code = withoutComments(page);
  const dsl = readObject(code, 'stDsl', DSL_ARGUMENTS);
  const stats = readObject(code, 'stStats', STATS_ARGUMENTS);
  const problems: ModemFormatError[] = [];

  const status = dsl[1] ?? '';
  const state = states.get(status) ?? 'unknown';
  if (state === 'unknown') {
    problems.push(new ModemFormatError('stDsl[1] status', [...states.keys()].join(', '), status));
  }
  const layout = choice === 'auto' ? (isShifted(dsl, stats) ? 'shifted' : 'documented') : choice;
  const line = lineWithoutValues(state, layout);
  // The page keeps old rates while the line is down: its numbers are valid only with "Up".
  if (state !== 'up') return { data: { line }, problems };

  const read = numberReader(problems);
  fillInfo(line, dsl, problems);
  // "0" on every real modem seen, where it means that the page does not have the line's uptime.
  const uptime = read.count('DslUpTime', readVariable(code, 'DslUpTime'));
  if (uptime !== undefined && uptime > 0) line.uptime = uptime;
  fillRates(line, dsl, read);
  if (layout === 'shifted') fillShifted(line, dsl, read);
  else fillDocumented(line, dsl, stats, read);
  return { data: { line }, problems };
}

/** The firmware sends its login page with status 200: only the content shows that it is one. */
function looksLikeLogin(page: string): boolean {
  if (page.includes('stDsl')) return false;
  return /<(?:html|form|script|!doctype)/i.test(page) && /log-?in|password/i.test(page);
}

/** Modulations of ADSL: TR-098's, one of which is misspelt there, and the driver's own. */
const ADSL = /^(?:ADSL|ADLS|G\.|T1\.413)/;

/**
 * The VDSL2 defect of the firmware: the margin's slots hold the attenuation, the attenuation's and the power's slots
 * both hold the power, and the counters' slots hold framing values (−6 as uint32 means "no overhead channel"). On ADSL
 * such a number is a large counter. Any other modulation counts as VDSL2: a margin that was not measured must not be
 * published because of an unknown or unreadable name.
 */
function isShifted(dsl: readonly string[], stats: readonly string[]): boolean {
  if (ADSL.test(dsl[2] ?? '')) return false;
  const [attenuation, power] = [dsl.slice(12, 14), dsl.slice(14, 16)];
  const powerTwice =
    attenuation[0] === power[0] && attenuation[1] === power[1] && power.some((value) => Number(value) !== 0);
  return powerTwice || stats.some((value) => /^\d+$/.test(value) && Number(value) >= 2 ** 31);
}

function fillInfo({ info }: LineStatus, dsl: readonly string[], problems: ModemFormatError[]): void {
  const words = (name: string, index: number): string | undefined => {
    const text = dsl[index] ?? '';
    if (isLabelText(text)) return text === '' ? undefined : text;
    problems.push(
      new ModemFormatError(`stDsl[${index}] ${name}`, 'at most 64 printable ASCII characters', text),
    );
    return undefined;
  };
  put(info, 'modulation', words('modulation', 2));
  put(info, 'dataPath', words('data path', 3));
}

function fillRates({ downstream, upstream }: LineStatus, dsl: readonly string[], read: NumberReader): void {
  const rate = (...slots: number[]) => {
    const field = `stDsl[${slots.join(', ')}] rate`;
    const paths = read.perPath(
      field,
      slots.map((slot) => dsl[slot]),
    );
    if (paths === undefined) return undefined;
    const kilobits = paths.reduce((sum, path) => sum + path, 0);
    return read.inRange(field, gaugeRanges.syncRate, kilobitsToBytes(kilobits), 1 / kilobitsToBytes(1));
  };
  put(upstream.gauges, 'syncRate', rate(4, 6));
  put(downstream.gauges, 'syncRate', rate(5, 7));
  put(upstream.gauges, 'attainableRate', rate(8));
  put(downstream.gauges, 'attainableRate', rate(9));
}

function fillDocumented(
  line: LineStatus,
  dsl: readonly string[],
  stats: readonly string[],
  read: NumberReader,
): void {
  const level = (name: LevelName, index: number) => readLevel(read, dsl, name, index);
  const sides: [LineSide, number, number][] = [
    [line.upstream, 0, 2],
    [line.downstream, 1, 1],
  ];
  for (const [side, dslOffset, statsIndex] of sides) {
    put(side.gauges, 'snrMargin', level('snrMargin', 10 + dslOffset));
    put(side.gauges, 'attenuation', measured(level('attenuation', 12 + dslOffset)));
    put(side.gauges, 'transmitPower', level('transmitPower', 14 + dslOffset));
    const count = (name: string, index: number) => {
      const paths = read.perPath(`stStats[${index}, ${index + 6}] ${name}`, [stats[index], stats[index + 6]]);
      return paths && counterSum(paths);
    };
    put(side.counters, 'hecErrors', count('HEC', statsIndex));
    put(side.counters, 'crcErrors', count('CRC', statsIndex + 2));
    put(side.counters, 'fecErrors', count('FEC', statsIndex + 4));
  }
}

function fillShifted({ downstream, upstream }: LineStatus, dsl: readonly string[], read: NumberReader): void {
  const level = (name: LevelName, index: number) => readLevel(read, dsl, name, index);
  put(upstream.gauges, 'attenuation', measured(level('attenuation', 10)));
  put(downstream.gauges, 'attenuation', measured(level('attenuation', 11)));
  put(upstream.gauges, 'transmitPower', level('transmitPower', 12));
  put(downstream.gauges, 'transmitPower', level('transmitPower', 13));
}

const levelNames = { snrMargin: 'SNR margin', attenuation: 'attenuation', transmitPower: 'power' } as const;
type LevelName = keyof typeof levelNames;

function readLevel(read: NumberReader, dsl: readonly string[], name: LevelName, index: number) {
  const field = `stDsl[${index}] ${levelNames[name]}`;
  const value = read.tenths(field, dsl[index]);
  return value === undefined ? undefined : read.inRange(field, gaugeRanges[name], value, 10);
}

/** An attenuation of exactly 0 means "not measured". */
const measured = (decibels: number | undefined): number | undefined =>
  decibels === 0 ? undefined : decibels;

function put<Key extends string, Value>(
  target: Partial<Record<Key, Value>>,
  key: Key,
  value: Value | undefined,
) {
  if (value !== undefined) target[key] = value;
}
