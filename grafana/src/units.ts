/** dBm. Grafana's built-in unit is displayed as "dbm". */
export const dBm = 'suffix:dBm';
