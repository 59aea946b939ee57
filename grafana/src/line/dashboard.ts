import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { frame } from '../frame.ts';
import { errors } from './errors.ts';
import { ratesAndMargin, stateAndAlerts } from './history.ts';
import { now } from './now.ts';
import { protection } from './protection.ts';
import { collectors, durations } from './reading.ts';
import { retrains } from './retrains.ts';
import { signal } from './signal.ts';

/** The home dashboard: the line, for the people who live with it. */
export const lineDashboard = (): Dashboard =>
  frame({
    uid: 'hg612-line',
    title: 'HG612 line',
    description:
      'Is the line up, since when, how fast, how close to the edge? What was not measured is left out, and the ' +
      'panel says why.',
    sections: [
      { rows: [now(), stateAndAlerts(), ratesAndMargin()] },
      errors(),
      retrains(),
      signal(),
      protection(),
      { title: 'Reading the modem', rows: [[collectors({ width: 12 }), durations({ width: 12 })]] },
    ],
  });
