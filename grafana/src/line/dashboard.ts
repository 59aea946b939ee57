import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { createDashboard } from '../create-dashboard.ts';
import { errors } from './errors.ts';
import { ratesAndMargin, stateAndAlerts } from './history.ts';
import { now } from './now.ts';
import { protection } from './protection.ts';
import { collectors, durations } from './reading.ts';
import { retrains } from './retrains.ts';
import { signal } from './signal.ts';

/** The home dashboard: the state of the line. */
export const lineDashboard = (): Dashboard =>
  createDashboard({
    uid: 'hg612-line',
    title: 'HG612 line',
    description:
      'State, sync time, rates, SNR margin and errors of the line. Values that were not measured are left out, and ' +
      'the panel shows the reason.',
    sections: [
      { rows: [now(), stateAndAlerts(), ratesAndMargin()] },
      errors(),
      retrains(),
      signal(),
      protection(),
      { title: 'Reading the modem', rows: [[collectors({ width: 12 }), durations({ width: 12 })]] },
    ],
  });
