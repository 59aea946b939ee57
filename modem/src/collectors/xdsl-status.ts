import { ModemFormatError, ModemLoginError } from '../errors.ts';
import {
  type LayoutChoice,
  type LineSide,
  type LineState,
  type LineStatus,
  lineWithoutValues,
} from '../line/status.ts';
import { kilobitsToBytes } from '../line/units.ts';
import { type PageCollector, type Parsed, type ParseOptions, isLabelText } from './collector.ts';
import { type NumberReader, numberReader } from './asp-numbers.ts';
import { readObject, readVariable } from './asp-text.ts';

/** The status page: the line's state and rates; on ADSL also margins and error counters. */
export const xdslStatus: PageCollector = {
  name: 'xdsl_status',
  title: 'Status page (HTTP)',
  source: { transport: 'http', path: '/html/status/xdslStatus.asp' },
  parse: (page, { layout = 'auto', address }: ParseOptions = {}) => parseXdslStatus(page, layout, address),
};

const DSL_ARGUMENTS = 17;
const STATS_ARGUMENTS = 13;

/** A map, since the word comes from the modem: an object has properties that nobody gave it. */
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
 * page has neither the SNR margin nor the error counters, and none are made up.
 *
 * @param page the body, LF or CRLF, on any number of lines
 * @param choice `auto`, or a layout that the user knows to be right
 * @throws {ModemLoginError} the modem sent its login page
 * @throws {ModemFormatError} anything else that is not this page, a cut one included
 */
export function parseXdslStatus(
  page: string,
  choice: LayoutChoice,
  address = xdslStatus.source.path,
): Parsed {
  if (looksLikeLogin(page)) throw new ModemLoginError(address, 'the status page', 'a login page');
  const dsl = readObject(page, 'stDsl', DSL_ARGUMENTS);
  const stats = readObject(page, 'stStats', STATS_ARGUMENTS);
  const problems: ModemFormatError[] = [];

  const status = dsl[1] ?? '';
  const state = states.get(status) ?? 'unknown';
  if (state === 'unknown') {
    problems.push(new ModemFormatError('stDsl[1] status', [...states.keys()].join(', '), status));
  }
  const layout = choice === 'auto' ? (isShifted(dsl, stats) ? 'shifted' : 'documented') : choice;
  const line = lineWithoutValues(state, layout);
  // Old rates stand in the page while the line is down: only an "Up" makes the numbers true.
  if (state !== 'up') return { data: { line }, problems };

  const read = numberReader(problems);
  fillInfo(line, dsl, problems);
  // "0" on every real modem seen: the page does not know the line's uptime.
  const uptime = read.count('DslUpTime', readVariable(page, 'DslUpTime'));
  if (uptime !== undefined && uptime > 0) line.uptime = uptime;
  fillRates(line, dsl, read);
  if (layout === 'shifted') fillShifted(line, dsl, read);
  else fillDocumented(line, dsl, stats, read);
  return { data: { line }, problems };
}

/** The firmware's login page comes with status 200: only the content tells. */
function looksLikeLogin(page: string): boolean {
  if (page.includes('stDsl')) return false;
  return /<(?:html|form|script|!doctype)/i.test(page) && /log-?in|password/i.test(page);
}

/**
 * The VDSL2 fault of the firmware: attenuation stands in the margin's slots, power in the attenuation's and
 * again in its own, framing values in the counters' (−6 as uint32 is "no overhead channel").
 */
function isShifted(dsl: readonly string[], stats: readonly string[]): boolean {
  if (!dsl[2]?.startsWith('VDSL2')) return false;
  const [attenuation, power] = [dsl.slice(12, 14), dsl.slice(14, 16)];
  const powerTwice =
    attenuation[0] === power[0] && attenuation[1] === power[1] && power.some((value) => Number(value) !== 0);
  return powerTwice || stats.some((value) => /^\d+$/.test(value) && Number(value) >= 2 ** 31);
}

function fillInfo({ info }: LineStatus, dsl: readonly string[], problems: ModemFormatError[]): void {
  const words = (name: string, index: number): string | undefined => {
    const text = dsl[index] ?? '';
    if (isLabelText(text)) return text === '' ? undefined : text;
    problems.push(new ModemFormatError(`stDsl[${index}] ${name}`, 'a few words', text));
    return undefined;
  };
  put(info, 'modulation', words('modulation', 2));
  put(info, 'dataPath', words('data path', 3));
}

function fillRates({ downstream, upstream }: LineStatus, dsl: readonly string[], read: NumberReader): void {
  const rate = (...slots: number[]) => {
    const kilobits = read.sum(
      `stDsl[${slots.join(', ')}] rate`,
      slots.map((slot) => dsl[slot]),
    );
    return kilobits === undefined ? undefined : kilobitsToBytes(kilobits);
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
  const level = (name: string, index: number) => read.tenths(`stDsl[${index}] ${name}`, dsl[index]);
  const sides: [LineSide, number, number][] = [
    [line.upstream, 0, 2],
    [line.downstream, 1, 1],
  ];
  for (const [side, dslOffset, statsIndex] of sides) {
    put(side.gauges, 'snrMargin', level('SNR margin', 10 + dslOffset));
    put(side.gauges, 'attenuation', measured(level('attenuation', 12 + dslOffset)));
    put(side.gauges, 'transmitPower', level('power', 14 + dslOffset));
    const count = (name: string, index: number) =>
      read.sum(`stStats[${index}, ${index + 6}] ${name}`, [stats[index], stats[index + 6]]);
    put(side.counters, 'hecErrors', count('HEC', statsIndex));
    put(side.counters, 'crcErrors', count('CRC', statsIndex + 2));
    put(side.counters, 'fecErrors', count('FEC', statsIndex + 4));
  }
}

function fillShifted({ downstream, upstream }: LineStatus, dsl: readonly string[], read: NumberReader): void {
  const level = (name: string, index: number) => read.tenths(`stDsl[${index}] ${name}`, dsl[index]);
  put(upstream.gauges, 'attenuation', measured(level('attenuation', 10)));
  put(downstream.gauges, 'attenuation', measured(level('attenuation', 11)));
  put(upstream.gauges, 'transmitPower', level('power', 12));
  put(downstream.gauges, 'transmitPower', level('power', 13));
}

/** An attenuation of exactly 0 is how the modem says "not measured". */
const measured = (decibels: number | undefined): number | undefined =>
  decibels === 0 ? undefined : decibels;

function put<Key extends string, Value>(
  target: Partial<Record<Key, Value>>,
  key: Key,
  value: Value | undefined,
) {
  if (value !== undefined) target[key] = value;
}
