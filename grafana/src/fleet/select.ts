/** Label matchers besides `job` and `site`. */
type Labels = Readonly<Record<string, string>>;

/** A selector restricted to the jobs and sites selected at the top of the dashboard. */
export function selectLines(metric: string, labels: Labels = {}): string {
  const chosen = Object.entries(labels).map(([label, value]) => `, ${label}=${value}`);
  return `${metric}{job=~"$job", site=~"$site"${chosen.join('')}}`;
}

/** Labels of a line, and of a site. */
export const ofLine = 'job, instance, site';
export const ofSite = 'job, site';

/** Whether the modem of each line responds, and whether each line is in sync. */
export const modemUp = selectLines('hg612_up');
export const lineUp = selectLines('hg612_dsl_up');

/** Share of the lines that are known to be in sync. 0, and no gap, while none of their modems responds. */
export const shareInSync = `sum(${lineUp} or 0 * ${modemUp}) / count(${modemUp})`;

/** Lines whose modem does not respond. */
export const unreachable = `(${modemUp} == 0)`;
