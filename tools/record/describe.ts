import { xdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import { lineStateText } from '../../modem/src/line/state-text.ts';
import type { LineSide } from '../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../modem/src/line/units.ts';
import { parseText } from '../../modem/src/parse.ts';
import { type Frame, NO_RESPONSE_STATUS } from './frame.ts';

/** Seconds → `45s`, `1m30s`, `2h5m`, as on the command line. */
export function formatDuration(seconds: number): string {
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
  syncRate === undefined ? '?' : bytesToMegabits(syncRate).toFixed(1);

/** A frame in a few words: `line up, 42.0 / 8.9 Mbit/s`. */
export function describeFrame({ status, page, remarks }: Frame): string {
  if (status === NO_RESPONSE_STATUS) return 'no response';
  const missing = remarks.some((remark) => remark.startsWith('no response to '))
    ? '; some commands failed'
    : '';
  if (status !== 200) return `HTTP status ${status}${missing}`;
  const outcome = parseText(xdslStatus, page.text);
  const line = outcome.ok ? outcome.parsed.data.line : undefined;
  if (line === undefined) return `unreadable page${missing}`;
  const state = lineStateText[line.state].title.toLowerCase();
  const rates = `, ${megabits(line.downstream)} / ${megabits(line.upstream)} Mbit/s`;
  return state + (line.state === 'up' ? rates : '') + missing;
}
