/**
 * Settings in `.env` that other services, docker compose or the scripts read. The whole file reaches this program, so
 * that one place reports a misspelt setting of any of them. A test compares the list with `.env.example`.
 */
export const OTHER_SETTINGS: readonly string[] = [
  'MODEM_USERNAME',
  'MODEM_PASSWORD',
  'MODEM_PASSWORD_FILE',
  'MODEM_TIMEOUT_SECONDS',
  'XDSL_STATUS_LAYOUT',
  'LOG_LEVEL',
  'RECORDING',
  'SEED',
  'SCENARIO',
  'SPEED',
  'HISTORY_DAYS',
  'BIND_ADDRESS',
  'EXPORTER_PORT',
  'PROMETHEUS_PORT',
  'ALERTMANAGER_PORT',
  'GRAFANA_PORT',
  'MOCK_MODEM_PORT',
  'MOCK_MODEM_TELNET_PORT',
  'PROMETHEUS_URL',
  'GRAFANA_ADMIN_PASSWORD',
  'PROMETHEUS_RETENTION',
  'PROMETHEUS_RETENTION_SIZE',
  'PROMETHEUS_IMAGE',
  'ALERTMANAGER_IMAGE',
  'GRAFANA_IMAGE',
  'NODE_IMAGE',
  'SECRETS_DIR',
];

/** Prefixes of the stack's settings. An unknown variable with one of them is reported as misspelt. */
export const SETTING_PREFIXES: readonly string[] = [
  'ALERT_',
  'ALERTMANAGER_',
  'BIND_',
  'DEADMAN',
  'EXPORTER_',
  'GRAFANA_',
  'HISTORY_',
  'LINE_',
  'LISTEN_',
  'MOCK_',
  'MODEM_',
  'PROMETHEUS_',
  'RECORDING',
  'SCENARIO',
  'XDSL_',
];
