/** dBm. Grafana's built-in unit is displayed as "dbm". */
export const dBm = 'suffix:dBm';

/** Events per minute. Grafana's built-in unit is displayed as "c/m". */
export const eventsPerMinute = 'suffix: /min';

/** Events or seconds per hour. */
export const eventsPerHour = 'suffix: /h';

/** A calendar day. */
export const calendarDay = 'time:ddd YYYY-MM-DD';

/** Power density. */
export const dBmPerHertz = 'suffix: dBm/Hz';
