import type { Check } from '../check.ts';
import { alertmanagerCheck, linksCheck, notificationsCheck, receiversCheck } from './alertmanager.ts';
import { clockCheck, modemClockCheck } from './clock.ts';
import { exporterCheck, exporterReadCheck } from './exporter.ts';
import { dataSourceCheck, grafanaCheck } from './grafana.ts';
import { layoutCheck, lineCheck, statusPageCheck } from './modem.ts';
import { alertingCheck, prometheusCheck, prometheusClockCheck, scrapeCheck } from './prometheus.ts';
import { alertsCheck, rulesCheck } from './rules.ts';
import { settingNamesCheck, settingsCheck, stackSettingsCheck } from './settings.ts';
import { errorHistoryCheck, lineStatisticsCheck, telnetLoginCheck } from './telnet.ts';

/** All checks, in the direction of the data: from the modem to the notifications. */
export const checks: readonly Check[] = [
  settingsCheck,
  stackSettingsCheck,
  settingNamesCheck,
  clockCheck,
  statusPageCheck,
  telnetLoginCheck,
  lineStatisticsCheck,
  layoutCheck,
  lineCheck,
  errorHistoryCheck,
  modemClockCheck,
  exporterCheck,
  exporterReadCheck,
  prometheusCheck,
  prometheusClockCheck,
  scrapeCheck,
  rulesCheck,
  alertsCheck,
  alertingCheck,
  alertmanagerCheck,
  receiversCheck,
  linksCheck,
  notificationsCheck,
  grafanaCheck,
  dataSourceCheck,
];
