/** dBm. Grafana's own unit of that name writes "dbm", which is no unit. */
export const dBm = 'suffix:dBm';
