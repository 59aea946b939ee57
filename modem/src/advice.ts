import type { CollectorName } from './collectors/collector.ts';
import { collectorNamed } from './collectors/index.ts';
import type { FailureReason } from './errors.ts';

const advice: Readonly<Record<FailureReason, { http: string; telnet: string }>> = {
  connect: {
    http: 'Nothing answers there. Is the modem on, is MODEM_URL its address, can this machine reach it?',
    telnet: 'Nothing answers there. Is MODEM_TELNET its address, and is telnet on (unlocked firmware)?',
  },
  timeout: {
    http: 'It did not answer in time. A modem that starts or is busy does so for a minute; if it stays so, restart it.',
    telnet: 'It did not answer in time. Is somebody else logged in? It serves one session at a time.',
  },
  reset: {
    http: 'It hung up. If it stays so, restart the modem.',
    telnet: 'It hung up. Is somebody else logged in? It serves one session at a time.',
  },
  http_status: {
    http: 'It has no such page. Is MODEM_URL the address of an HG612?',
    telnet: 'This is not a telnet shell. Is MODEM_TELNET right?',
  },
  login: {
    http: 'It wants a login before it shows its status. Only unlocked firmware shows it without one.',
    telnet: 'It refused the login. Check MODEM_USERNAME and the password, and end other telnet sessions.',
  },
  format: {
    http: 'It answered with something that an HG612 does not send. Is MODEM_URL the address of an HG612?',
    telnet: 'It answered with something that an HG612 does not send. Is its firmware unlocked?',
  },
  too_large: {
    http: 'It sent far more than an HG612 does. Is MODEM_URL the right device?',
    telnet: 'It sent far more than an HG612 does. Is MODEM_TELNET the right device?',
  },
};

/** What to do about a failure of a collector. */
export const adviceFor = (collector: CollectorName, reason: FailureReason): string =>
  advice[reason][collectorNamed(collector).source.transport];
