import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { createDashboard } from '../create-dashboard.ts';
import { course, courseTitle } from './course.ts';
import { now } from './now.ts';
import { more, nowTables } from './tables.ts';
import { worst } from './worst.ts';

/** Many lines: how many are up, which are worst. No query returns every line. */
export const fleetDashboard = (): Dashboard =>
  createDashboard({
    uid: 'hg612-fleet',
    title: 'HG612 fleet',
    description: 'Many lines: how many are up, which sites are down, and which lines are worst.',
    from: 'now-24h',
    refresh: '1m',
    subject: 'fleet',
    panelsWithAlerts: [courseTitle],
    sections: [{ rows: [now(), nowTables(), course()] }, worst(), more()],
  });
