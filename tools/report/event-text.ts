import { type Direction, directions } from '../../modem/src/line/status.ts';
import type { InterruptionEvent, LineEvent, LineSetting, SettingChange } from './event-types.ts';
import { durationBetween } from './interruptions.ts';
import { duration, mbit } from './units.ts';

/** Names of events. */
export const eventNames: Readonly<Record<LineEvent['kind'], string>> = {
  drop: 'Drop',
  retrain: 'Retrain',
  reboot: 'Modem rebooted',
  boot: 'Modem rebooted',
  'rate-change': 'Rate changed',
  'line-management': 'Profile changed (DLM)',
  unreachable: 'Modem did not respond',
  'no-data': 'No data',
};

const arrow: Readonly<Record<Direction, string>> = { downstream: '↓', upstream: '↑' };

/** A duration with what is uncertain about it; empty for an event without one. */
export function durationText(event: LineEvent): string {
  if (!('end' in event)) return '';
  const { start, end } = event;
  if (end === undefined) return 'until the end';
  const { least, most } = durationBetween(start, end);
  if (most === Infinity) return `at least ${duration(least)}`;
  if (least === 0) return `at most ${duration(most)}`;
  const [middle, uncertainty] = [(least + most) / 2, (most - least) / 2];
  return uncertainty < 1 ? duration(middle) : `${duration(middle)} ± ${duration(uncertainty)}`;
}

/** What is remarkable about an event, in words. */
export function remarksOf(event: LineEvent): string {
  switch (event.kind) {
    case 'drop':
    case 'retrain':
      return event.reasons?.join(', ') ?? '';
    case 'rate-change':
      return (
        `${arrow[event.direction]} ${mbit(event.before)} → ${mbit(event.after)} Mbit/s` +
        (event.resync ? '' : ', without a resync that was seen')
      );
    case 'line-management':
      return event.changes.map(changeText).join('; ');
    default:
      return '';
  }
}

const changeText = ({ direction, setting, before, after }: SettingChange): string =>
  `${arrow[direction]} ${settingTexts[setting](before, after)}`;

const settingTexts: Readonly<Record<LineSetting, (before: number, after: number) => string>> = {
  ginp: (_, after) => `G.INP ${onOff(after)}`,
  interleaving: (_, after) => `interleaving ${onOff(after)}`,
  cap: (_, after) => `rate ${after === 1 ? 'capped' : 'no longer capped'}`,
  inp: (before, after) => `INP ${before} → ${after} symbols`,
  delay: (before, after) => `delay ${milliseconds(before)} → ${milliseconds(after)} ms`,
};

const milliseconds = (seconds: number): number => Number((seconds * 1000).toFixed(2));

const onOff = (value: number): string => (value === 0 ? 'off' : 'on');

/** Errors of both directions in the minutes before an interruption; `undefined` if none were measured. */
export function errorsBefore(
  { before }: InterruptionEvent,
  of: 'erroredSeconds' | 'crcErrors',
): number | undefined {
  const known = directions.flatMap((direction) => before[direction]?.[of] ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, each) => sum + each, 0);
}
