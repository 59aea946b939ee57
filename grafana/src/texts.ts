/** Shown on a panel without data whose metric only the telnet shell has. */
export const needsTelnet = 'No data in this range. Requires telnet (MODEM_TELNET) and a line that is up.';
