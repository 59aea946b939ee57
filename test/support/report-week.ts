import { sampleTimes } from '../../mock-modem/src/history/sample-times.ts';
import type { LineHistory } from '../../tools/report/history.ts';
import { historyOf, silent, sourceOf, without } from './simulated-history.ts';

/**
 * A week of a simulated line with drops, a reboot, steps of line management, a gap and a modem that did not respond.
 */
export const WEEK = {
  seed: 1,
  from: Date.UTC(2026, 10, 3) / 1000,
  to: Date.UTC(2026, 10, 10) / 1000,
} as const;

/** The history of {@link WEEK}. @param telnet whether the shell was read */
export function weekOf(telnet = true): LineHistory {
  const times = [...sampleTimes(sourceOf(WEEK), WEEK.from, WEEK.to)];
  const at = (day: number, hour: number) => Date.UTC(2026, 10, day, hour) / 1000;
  const history = historyOf(WEEK, { times, telnet });
  return silent(without(history, [{ from: at(7, 10), to: at(7, 16) }]), [{ from: at(9, 1), to: at(9, 2) }]);
}
