/** Units of time in seconds. */
export const MINUTE = 60;
/** The shortest period for which the modem counts errors. */
export const QUARTER_HOUR = 15 * MINUTE;
export const HOUR = 3600;
export const DAY = 86_400;
