import type { CollectorName } from '../../../../modem/src/collectors/collector.ts';
import type { FailureReason } from '../../../../modem/src/errors.ts';
import type { LineState } from '../../../../modem/src/line/status.ts';

/** The state of the line in a household's words. */
export const stateWords: Readonly<Record<LineState, { title: string; detail: string }>> = {
  up: { title: 'Line up', detail: 'The line is synchronised.' },
  initializing: { title: 'Line training', detail: 'The modem is trying to reach the exchange.' },
  establishing_link: { title: 'Line training', detail: 'The modem and the exchange agree on rates.' },
  no_signal: { title: 'No signal', detail: 'The modem hears nothing on the line.' },
  error: { title: 'Line error', detail: 'The modem reports an error of the line.' },
  disabled: { title: 'Line switched off', detail: 'DSL is disabled in the modem.' },
  unknown: { title: 'Line state unknown', detail: 'The modem reports a state that is not known here.' },
};

/** What each collector reads. */
export const collectorWords: Readonly<Record<CollectorName, string>> = {
  xdsl_status: 'Status page (HTTP)',
  xdslcmd_stats: 'Line statistics (telnet)',
  xdslcmd_pbparams: 'Figures per band (telnet)',
  uptime: 'Modem uptime (telnet)',
};

const advice: Readonly<Record<FailureReason, { page: string; shell: string }>> = {
  connect: {
    page: 'Nothing answers there. Is the modem on, is MODEM_URL its address, can this machine reach it?',
    shell: 'Nothing answers there. Is MODEM_TELNET its address, and is telnet on (unlocked firmware)?',
  },
  timeout: {
    page: 'It did not answer in time. A modem that starts or is busy does so for a minute; if it stays so, restart it.',
    shell: 'It did not answer in time. Is somebody else logged in? It serves one session at a time.',
  },
  reset: {
    page: 'It hung up. If it stays so, restart the modem.',
    shell: 'It hung up. Is somebody else logged in? It serves one session at a time.',
  },
  http_status: {
    page: 'It has no such page. Is MODEM_URL the address of an HG612?',
    shell: 'This is not a telnet shell. Is MODEM_TELNET right?',
  },
  login: {
    page: 'It wants a login before it shows its status. Only unlocked firmware shows it without one.',
    shell: 'It refused the login. Check MODEM_USERNAME and the password, and end other telnet sessions.',
  },
  format: {
    page: 'It answered with something that an HG612 does not send. Is MODEM_URL the address of an HG612?',
    shell: 'It answered with something that an HG612 does not send. Is its firmware unlocked?',
  },
  too_large: {
    page: 'It sent far more than an HG612 does. Is MODEM_URL the right device?',
    shell: 'It sent far more than an HG612 does. Is MODEM_TELNET the right device?',
  },
};

/** What to do about a failure. */
export function adviceFor(collector: CollectorName, reason: FailureReason): string {
  return advice[reason][collector === 'xdsl_status' ? 'page' : 'shell'];
}

/** Seconds → `8 ms`, `8.0 s`: how long reading something took. */
export const readingTime = (seconds: number): string =>
  seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`;

/** Seconds → `3 d 4 h`, `12 min`, `40 s`: the two largest units, as people say it, kept on one line. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const units: [string, number][] = [
    ['d', Math.floor(whole / 86_400)],
    ['h', Math.floor(whole / 3600) % 24],
    ['min', Math.floor(whole / 60) % 60],
    ['s', whole % 60],
  ];
  const first = units.findIndex(([, amount]) => amount > 0);
  if (first === -1) return '0\u00a0s';
  return units
    .slice(first, first + 2)
    .filter(([, amount]) => amount > 0)
    .map(([unit, amount]) => `${amount}\u00a0${unit}`)
    .join('\u00a0');
}
