import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** Options of the alert list panel, for which the SDK has neither type nor builder. */
interface AlertListOptions {
  viewMode: 'list' | 'stat';
  groupMode: 'default' | 'custom';
  groupBy: string[];
  maxItems: number;
  /** 1 and 2: by name; 3: by severity; 4 and 5: by time. */
  sortOrder: 1 | 2 | 3 | 4 | 5;
  dashboardAlerts: boolean;
  alertName: string;
  alertInstanceLabelFilter: string;
  /** Name of a data source; empty: all data sources that manage alerts. Variables are not supported here. */
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
  // This project's alerts. Watchdog always fires and has the severity "none".
  alertInstanceLabelFilter: '{layer=~"exporter|modem|line|stack", severity!="none"}',
  datasource: '',
  stateFilter: { firing: true, pending: true, recovering: true, noData: false, normal: false, error: true },
  showInactiveAlerts: false,
});

/** Firing and pending alerts of this project, from every data source with alert rules. */
export const alertList = ({ width, height }: { width: number; height: number }): Panel => ({
  type: 'alertlist',
  title: 'Alerts',
  description:
    'Firing and pending alerts, each with a link to its runbook. An empty list is good news only if the modem ' +
    'responds and Prometheus has loaded this project’s rules. During the first day of data (hg612:line:learning is 1) ' +
    'alerts that compare with the past of the line have little to compare with.',
  gridPos: { x: 0, y: 0, w: width, h: height },
  fieldConfig: { defaults: {}, overrides: [] },
  options: options(),
});
