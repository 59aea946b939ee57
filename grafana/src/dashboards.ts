import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { exporterDashboard } from './exporter/dashboard.ts';
import { fleetDashboard } from './fleet/dashboard.ts';
import { historyDashboard } from './history/dashboard.ts';
import { lineDashboard } from './line/dashboard.ts';
import { spectrumDashboard } from './spectrum/dashboard.ts';

/** All dashboards, newly built on every call. The file of a dashboard is named after its uid. */
export const dashboards = (): Dashboard[] => [
  lineDashboard(),
  historyDashboard(),
  spectrumDashboard(),
  exporterDashboard(),
  fleetDashboard(),
];

/** The content of a dashboard's file. The same dashboard always gives the same text. */
export const toJson = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`;
