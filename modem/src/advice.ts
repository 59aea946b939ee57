import type { CollectorName } from './collectors/collector.ts';
import { collectorNamed } from './collectors/index.ts';
import type { FailureReason } from './errors.ts';

const RESTART =
  'Restart the modem only as a last resort: the line resynchronises, and DLM counts every resync against it.';

const OTHER_CLIENT =
  'Another client may be logged in, or was not logged out: the modem serves one telnet session at a time. ' +
  'End that session; tools such as DSLstats keep one open permanently.';

/** What to check and to do, by reason; the most likely cause first. */
const advice: Readonly<Record<FailureReason, { http: string; telnet: string }>> = {
  connect: {
    http:
      'No connection: no route to the modem, or wrong address or port. Check that the modem is on, that MODEM_URL ' +
      'has its address (and its port, unless it is 80), and that this machine can reach it (behind another router it often has no route).',
    telnet:
      'No connection: telnet is off, no route to the modem, or wrong address or port. Check MODEM_TELNET, and that telnet is ' +
      'enabled (unlocked firmware only).',
  },
  timeout: {
    http:
      'The modem accepted the connection and did not respond in time. It does so for about a minute while it boots, ' +
      `and while another client reads it. ${RESTART}`,
    telnet: `The shell did not respond in time. ${OTHER_CLIENT} ${RESTART}`,
  },
  reset: {
    http: `The modem closed the connection. Check whether it is booting, or another client reads it. ${RESTART}`,
    telnet: `The modem closed the connection. ${OTHER_CLIENT} ${RESTART}`,
  },
  http_status: {
    http: 'The device has no such page. Check that MODEM_URL is the address of an HG612.',
    telnet: 'The device is not a telnet shell. Check MODEM_TELNET.',
  },
  login: {
    http: 'The modem requires a login for its status page. Only unlocked firmware shows the page without one.',
    telnet: 'The modem rejected the login. Check MODEM_USERNAME and MODEM_PASSWORD (or MODEM_PASSWORD_FILE).',
  },
  busy: {
    http: `The modem has no session left. ${OTHER_CLIENT}`,
    telnet: `The modem refused the session. ${OTHER_CLIENT} ${RESTART}`,
  },
  format: {
    http: 'The response is not one of an HG612. Check that MODEM_URL is the address of an HG612.',
    telnet: 'The response is not one of an HG612. Check MODEM_TELNET, and that the firmware is unlocked.',
  },
  too_large: {
    http: 'The response is far larger than any of an HG612. Check that MODEM_URL is the right device.',
    telnet: 'The response is far larger than any of an HG612. Check that MODEM_TELNET is the right device.',
  },
};

/** What to do about a failure of a collector. */
export const adviceFor = (collector: CollectorName, reason: FailureReason): string =>
  advice[reason][collectorNamed(collector).source.transport];
