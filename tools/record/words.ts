import { xdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import { ModemError } from '../../modem/src/errors.ts';
import { lineStateText } from '../../modem/src/line/state-text.ts';
import type { LineSide } from '../../modem/src/line/status.ts';
import { type MaskedFrame, NO_ANSWER_STATUS } from './frame.ts';

/** Seconds → `45s`, `1m30s`, `2h5m`: as a person would give a time to the recorder. */
export function shortTime(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const;
  const text = parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('');
  return text === '' ? '0s' : text;
}

const megabits = ({ gauges: { syncRate } }: LineSide): string =>
  syncRate === undefined ? '?' : ((syncRate * 8) / 1e6).toFixed(1);

/** What a frame says, in a few words: `line up, 42.0 / 8.9 Mbit/s`. */
export function sayFrame({ status, page, remarks }: MaskedFrame): string {
  const missing = remarks.some((remark) => remark.startsWith('no answer to '))
    ? '; not everything answered'
    : '';
  if (status === NO_ANSWER_STATUS) return 'no answer';
  if (status !== 200) return `HTTP status ${status}${missing}`;
  try {
    const { line } = xdslStatus.parse(page.text).data;
    if (line === undefined) return `a page${missing}`;
    const words = lineStateText[line.state].title.replace(/^L/, 'l');
    const rates =
      line.state === 'up' ? `, ${megabits(line.downstream)} / ${megabits(line.upstream)} Mbit/s` : '';
    return words + rates + missing;
  } catch (error) {
    if (error instanceof ModemError) return `a page that the exporter cannot read${missing}`;
    throw error;
  }
}
