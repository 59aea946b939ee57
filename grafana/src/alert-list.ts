import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** Options of the alert list panel, for which the SDK has neither type nor builder. */
interface AlertListOptions {
  viewMode: 'list' | 'stat';
  groupMode: 'default' | 'custom';
  groupBy: string[];
  maxItems: number;
  /** 1 and 2 by name, 3 by importance, 4 and 5 by time. */
  sortOrder: 1 | 2 | 3 | 4 | 5;
  dashboardAlerts: boolean;
  alertName: string;
  alertInstanceLabelFilter: string;
  /** Name of a data source; empty means all that manage alerts. Variables do not work here. */
  datasource: string;
  stateFilter: Record<'firing' | 'pending' | 'recovering' | 'noData' | 'normal' | 'error', boolean>;
  showInactiveAlerts: boolean;
}

const options = (): AlertListOptions => ({
  viewMode: 'list',
  groupMode: 'default',
  groupBy: [],
  maxItems: 20,
  sortOrder: 3,
  dashboardAlerts: false,
  alertName: '',
  // Watchdog always fires, by design, and has the severity "none".
  alertInstanceLabelFilter: '{severity=~"critical|warning|info"}',
  datasource: '',
  stateFilter: { firing: true, pending: true, recovering: true, noData: false, normal: false, error: true },
  showInactiveAlerts: false,
});

/** What fires or is about to, from every data source that has alert rules. */
export const alertList = ({ width, height }: { width: number; height: number }): Panel => ({
  type: 'alertlist',
  title: 'Alerts',
  description:
    'Alerts that fire or are pending; each leads to its runbook. Empty is good, as long as the modem answers and ' +
    'Prometheus has this project’s rules.',
  gridPos: { x: 0, y: 0, w: width, h: height },
  fieldConfig: { defaults: {}, overrides: [] },
  options: options(),
});
