import type { Check } from '../check.ts';
import { alertmanagerCheck, notificationsCheck, receiversCheck } from './alertmanager.ts';
import { clockCheck, modemClockCheck } from './clock.ts';
import { exporterCheck, exporterReadCheck } from './exporter.ts';
import { dataSourceCheck, grafanaCheck } from './grafana.ts';
import { layoutCheck, lineCheck, statusPageCheck } from './modem.ts';
import { deliveryCheck, prometheusCheck, prometheusClockCheck, scrapingCheck } from './prometheus.ts';
import { alertsCheck, rulesCheck } from './rules.ts';
import { settingsCheck } from './settings.ts';
import { lineStatisticsCheck, telnetLoginCheck } from './telnet.ts';

/** Everything that is looked at, along the way from the modem to the person who is told. */
export const checks: readonly Check[] = [
  settingsCheck,
  clockCheck,
  statusPageCheck,
  telnetLoginCheck,
  lineStatisticsCheck,
  layoutCheck,
  lineCheck,
  modemClockCheck,
  exporterCheck,
  exporterReadCheck,
  prometheusCheck,
  prometheusClockCheck,
  scrapingCheck,
  rulesCheck,
  alertsCheck,
  deliveryCheck,
  alertmanagerCheck,
  receiversCheck,
  notificationsCheck,
  grafanaCheck,
  dataSourceCheck,
];
