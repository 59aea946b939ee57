import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { createDashboard } from '../create-dashboard.ts';
import { errorDetails, errors } from './errors.ts';
import { now } from './now.ts';
import { ratesAndMargin, stateAndAlerts, timelineTitle } from './overview.ts';
import { protection } from './protection.ts';
import { collectors, durations } from './reading.ts';
import { retrainLog } from './retrains.ts';
import { signal } from './signal.ts';

/** The home dashboard: whether the line is OK, and what happened when. */
export const lineDashboard = (): Dashboard =>
  createDashboard({
    uid: 'hg612-line',
    title: 'HG612 line',
    description:
      'Whether the line is OK, what happened and when: state, drops and retrains, rates, SNR margin and errors. Values ' +
      'that were not measured are left out, and the panel shows the reason.',
    from: 'now-24h',
    refresh: '30s',
    subject: 'line',
    panelsWithAlerts: [timelineTitle],
    sections: [
      { rows: [now(), stateAndAlerts(), [retrainLog()], ratesAndMargin()] },
      errors(),
      signal(),
      { title: 'Error details', collapsed: true, rows: [errorDetails()] },
      protection(),
      {
        title: 'Reading the modem',
        collapsed: true,
        rows: [[collectors({ width: 12 }), durations({ width: 12 })]],
      },
    ],
  });
