import { CountsPerMinute, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { graph, table } from '../panels.ts';

// Prometheus and Alertmanager about themselves: jobs of their own, which the dashboard's job and instance
// (an exporter's) would rule out.
const ourGroups = 'rule_group=~".*;hg612_.*"';

const alerts = () =>
  table({
    title: 'Alerts as Prometheus sees them',
    description:
      'Pending and firing now, of every job; Watchdog always fires. Alertmanager decides who hears of it.',
    noValue: 'Not even Watchdog: this Prometheus does not have the project’s rules',
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
    description: 'Per minute, by rule group. Above zero, alerts of that group may stay silent.',
    noValue: 'Prometheus does not scrape itself',
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
    title: 'Time to evaluate the rules',
    description: 'Of the last evaluation, by rule group; it has to stay far below the evaluation interval.',
    noValue: 'Prometheus does not scrape itself',
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
      'Per minute: handed from Prometheus to Alertmanager, lost on that way, sent to people, and refused by the ' +
      'receiver. Without a receiver in .env nothing is sent.',
    noValue: 'Prometheus scrapes neither itself nor Alertmanager',
    width: 12,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      {
        expr: 'sum(rate(prometheus_notifications_sent_total[$__rate_interval])) * 60',
        legend: 'handed to Alertmanager',
      },
      {
        expr: 'sum(rate(prometheus_notifications_errors_total[$__rate_interval])) * 60',
        legend: 'lost before Alertmanager',
      },
      {
        expr: 'sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval]) > 0) * 60',
        legend: 'sent by {{integration}}',
      },
      {
        expr: 'sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval]) > 0) * 60',
        legend: 'failed by {{integration}}',
      },
    ],
  });

/** Rules and notifications: whether alerting itself works. */
export const alerting = (): Section => ({
  title: 'Rules and notifications',
  rows: [
    [alerts(), notifications()],
    [ruleDurations(), ruleFailures()],
  ],
});
