import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { createDashboard } from '../create-dashboard.ts';
import { alerting } from './alerting.ts';
import { now } from './now.ts';
import { processSection } from './process.ts';
import { reads } from './reads.ts';

/** Reachability, reads, process and rules: for operating the stack. */
export const exporterDashboard = (): Dashboard =>
  createDashboard({
    uid: 'hg612-exporter',
    title: 'HG612 exporter & modem',
    description: 'Whether the modem can be read, how the exporter performs, and whether alerting works.',
    from: 'now-24h',
    refresh: '30s',
    subject: 'line',
    panelsWithAlerts: ['Collectors'],
    sections: [{ rows: [now()] }, reads(), processSection(), alerting()],
  });
