import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { createDashboard } from '../create-dashboard.ts';
import { days } from './days.ts';
import { erroredSecondsByHour, marginByHour } from './hours.ts';
import {
  availability,
  availabilityTile,
  bestRateTile,
  dropsTile,
  erroredSecondsPerDay,
  meanTimeTile,
  rateAgainstBest,
} from './trends.ts';

/** A week to three months of the line: whether it was the evening, and what to show the provider. */
export const historyDashboard = (): Dashboard =>
  createDashboard({
    uid: 'hg612-history',
    title: 'HG612 history',
    description:
      'Days and weeks of the line: drops, availability, margin and errors by day and by hour of day, and the sync rate ' +
      'against its best. For ranges of 7 to 90 days. Values that were not measured are left out.',
    from: 'now-30d',
    // Queries over months are not worth repeating while someone reads.
    refresh: '',
    subject: 'line',
    panelsWithAlerts: [],
    sections: [
      {
        rows: [
          [availabilityTile(), dropsTile(), meanTimeTile(), bestRateTile()],
          [days()],
          [marginByHour(), erroredSecondsByHour()],
          [availability(), rateAgainstBest()],
          [erroredSecondsPerDay()],
        ],
      },
    ],
  });
