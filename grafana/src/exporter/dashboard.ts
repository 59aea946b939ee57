import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { frame } from '../frame.ts';
import { alerting } from './alerting.ts';
import { now } from './now.ts';
import { processSection } from './process.ts';
import { reads } from './reads.ts';

/** Reachability, reads, process and rules: for whoever looks after the stack. */
export const exporterDashboard = (): Dashboard =>
  frame({
    uid: 'hg612-exporter',
    title: 'HG612 exporter & modem',
    description: 'Can the modem be read, how well does the exporter do, and does alerting work?',
    sections: [{ rows: [now()] }, reads(), processSection(), alerting()],
  });
