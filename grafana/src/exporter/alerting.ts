import { CountsPerMinute, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { graph, table } from '../panels.ts';

// Metrics of Prometheus and Alertmanager. They have their own jobs, so the selected job and instance do not apply.
const ourGroups = 'rule_group=~".*;hg612_.*"';

const alerts = () =>
  table({
    title: 'Alerts in Prometheus',
    description:
      'Pending and firing alerts of all jobs. Watchdog always fires. Alertmanager decides who is notified.',
    noValue: 'No alerts, not even Watchdog: this project’s rules are not loaded',
    width: 12,
    height: 8,
    unit: Short,
    queries: [
      {
        expr: 'sum by (alertname, alertstate, severity, instance) (ALERTS)',
        instant: true,
        table: true,
      },
    ],
    transformations: [
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true, Value: true },
          indexByName: { alertname: 0, alertstate: 1, severity: 2, instance: 3 },
          renameByName: {
            alertname: 'Alert',
            alertstate: 'State',
            severity: 'Severity',
            instance: 'Instance',
          },
        },
      },
    ],
  });

const ruleFailures = () =>
  graph({
    title: 'Failed rule evaluations',
    description: 'Failed evaluations per minute, by rule group. Alerts of a failing group may not fire.',
    noValue: 'No data: Prometheus does not scrape itself',
    width: 12,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      {
        expr: `sum by (rule_group) (rate(prometheus_rule_evaluation_failures_total{${ourGroups}}[$__rate_interval])) * 60`,
        legend: '{{rule_group}}',
      },
    ],
  });

const ruleDurations = () =>
  graph({
    title: 'Rule evaluation time',
    description:
      'Duration of the last evaluation, by rule group. It must stay well below the evaluation interval.',
    noValue: 'No data: Prometheus does not scrape itself',
    width: 12,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [
      {
        expr: `max by (rule_group) (prometheus_rule_group_last_duration_seconds{${ourGroups}})`,
        legend: '{{rule_group}}',
      },
    ],
  });

const notifications = () =>
  graph({
    title: 'Notifications',
    description:
      'Per minute: alerts sent from Prometheus to Alertmanager and errors on the way; notifications sent by ' +
      'Alertmanager and those that failed. Without a receiver in .env, Alertmanager sends none.',
    noValue: 'No data: Prometheus scrapes neither itself nor Alertmanager',
    width: 12,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      {
        expr: 'sum(rate(prometheus_notifications_sent_total[$__rate_interval])) * 60',
        legend: 'sent to Alertmanager',
      },
      {
        expr: 'sum(rate(prometheus_notifications_errors_total[$__rate_interval])) * 60',
        legend: 'errors sending to Alertmanager',
      },
      {
        expr: 'sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval]) > 0) * 60',
        legend: '{{integration}} sent',
      },
      {
        expr: 'sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval]) > 0) * 60',
        legend: '{{integration}} failed',
      },
    ],
  });

/** Whether alerting works. */
export const alerting = (): Section => ({
  title: 'Rules and notifications',
  rows: [
    [alerts(), notifications()],
    [ruleDurations(), ruleFailures()],
  ],
});
