import type { CollectorName } from './collectors/collector.ts';
import { collectorNamed } from './collectors/index.ts';
import { type FailureReason, type ModemError, ModemHttpStatusError } from './errors.ts';

/** What a failure means, and what to try, in this order. */
interface Advice {
  readonly meaning: string;
  readonly steps: readonly string[];
}

const RESTART =
  'Restart the modem only as a last resort: the line resynchronises, and DLM counts every resync against the line.';

const END_OTHER_SESSION =
  'Another client may be logged in, or was not logged out: the modem serves one telnet session at a time. ' +
  'End that session; tools such as DSLstats keep one open permanently.';

const WAIT_FOR_BOOT = 'Wait two minutes, in case the modem is booting.';
const STOP_OTHER_CLIENTS = 'Stop other tools that read the modem, and close browser tabs with its pages.';

const WRONG_DEVICE = 'Check that MODEM_URL is the address of an HG612.';

/** By reason and transport. */
const advice: Readonly<Record<FailureReason, { http: Advice; telnet: Advice }>> = {
  connect: {
    http: {
      meaning: 'No connection: no route to the modem, or wrong address or port.',
      steps: [
        'Check that the modem is on and its network cable is plugged in.',
        'Check that MODEM_URL has its address, and its port unless it is 80.',
        'Check that this machine can reach it: behind another router it often has no route.',
      ],
    },
    telnet: {
      meaning: 'No connection: telnet is off, no route to the modem, or wrong address or port.',
      steps: [
        'Check that MODEM_TELNET has the address of the modem, and its port unless it is 23.',
        'Check that telnet is enabled, which requires unlocked firmware.',
      ],
    },
  },
  timeout: {
    http: {
      meaning: 'The modem accepted the connection and did not respond in time.',
      steps: [WAIT_FOR_BOOT, STOP_OTHER_CLIENTS, RESTART],
    },
    telnet: { meaning: 'The shell did not respond in time.', steps: [END_OTHER_SESSION, RESTART] },
  },
  reset: {
    http: {
      meaning: 'The modem closed the connection.',
      steps: [WAIT_FOR_BOOT, STOP_OTHER_CLIENTS, RESTART],
    },
    telnet: { meaning: 'The modem closed the connection.', steps: [END_OTHER_SESSION, RESTART] },
  },
  http_status: {
    http: {
      meaning: 'The device responded with an HTTP status that the status page of an HG612 never has.',
      steps: [WRONG_DEVICE],
    },
    telnet: { meaning: 'The device is not a telnet shell.', steps: ['Check MODEM_TELNET.'] },
  },
  login: {
    http: {
      meaning:
        'The modem requires a login for its status page. Only unlocked firmware shows the page without one.',
      steps: [WRONG_DEVICE, 'Install unlocked firmware; the exporter cannot log in to the pages.'],
    },
    telnet: {
      meaning: 'The modem rejected the login.',
      steps: ['Check MODEM_USERNAME and MODEM_PASSWORD (or MODEM_PASSWORD_FILE).'],
    },
  },
  busy: {
    http: { meaning: 'The modem has no session left.', steps: [END_OTHER_SESSION] },
    telnet: { meaning: 'The modem refused the session.', steps: [END_OTHER_SESSION, RESTART] },
  },
  format: {
    http: { meaning: 'The response is not that of an HG612.', steps: [WRONG_DEVICE] },
    telnet: {
      meaning: 'The response is not that of an HG612.',
      steps: ['Check MODEM_TELNET.', 'Check that the firmware is unlocked.'],
    },
  },
  too_large: {
    http: { meaning: 'The response is far larger than that of an HG612.', steps: [WRONG_DEVICE] },
    telnet: {
      meaning: 'The response is far larger than that of an HG612.',
      steps: ['Check that MODEM_TELNET is the address of an HG612.'],
    },
  },
};

/** A status of these classes has a more precise meaning. */
const byStatus: readonly { readonly matches: (status: number) => boolean; readonly advice: Advice }[] = [
  {
    matches: (status) => status === 404,
    advice: {
      meaning: 'The device has no such page.',
      steps: [WRONG_DEVICE, 'If MODEM_URL has a path, remove it.'],
    },
  },
  {
    matches: (status) => status === 401 || status === 403,
    advice: advice.login.http,
  },
  {
    matches: (status) => status >= 500,
    advice: {
      meaning: 'The device, or a proxy in front of it, reported an internal error.',
      steps: [
        WAIT_FOR_BOOT,
        STOP_OTHER_CLIENTS,
        'If MODEM_URL leads through a proxy, check the proxy.',
        RESTART,
      ],
    },
  },
];

/** What a failure of a collector means and what to try. An error is more precise than its reason alone. */
export function stepsFor(collector: CollectorName, failure: FailureReason | ModemError): Advice {
  if (typeof failure === 'string') return advice[failure][collectorNamed(collector).source.transport];
  const status = failure instanceof ModemHttpStatusError ? failure.status : undefined;
  const precise = status === undefined ? undefined : byStatus.find(({ matches }) => matches(status))?.advice;
  return precise ?? stepsFor(collector, failure.reason);
}

/** {@link stepsFor} as one text. */
export function adviceFor(collector: CollectorName, failure: FailureReason | ModemError): string {
  const { meaning, steps } = stepsFor(collector, failure);
  return [meaning, ...steps].join(' ');
}
