/**
 * When the tests look at the dashboards, in Unix seconds. Fixed, so that their results do not depend on the time of the
 * run: queries per day have a point only if the history includes midnight.
 */
export const MOMENT = Date.UTC(2026, 2, 1, 5, 34, 56) / 1000;
