import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { exporterDashboard } from './exporter/dashboard.ts';
import { lineDashboard } from './line/dashboard.ts';

/** Every dashboard, made anew with each call. Its file is named after its uid. */
export const dashboards = (): Dashboard[] => [lineDashboard(), exporterDashboard()];

/** A dashboard as it stands in its file: the same text for the same dashboard, always. */
export const toJson = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`;
