import { allPanels, type DashboardJson, type PanelJson } from '../dashboard.ts';

/** Checks a dashboard. Returns one message per problem. */
export type Rule = (dashboard: DashboardJson) => string[];

/** Panels other than rows. */
export const visiblePanels = (dashboard: DashboardJson): PanelJson[] =>
  allPanels(dashboard).filter(({ type }) => type !== 'row');

/** Panels with queries, in contrast to texts and lists. */
export const withQueries = (dashboard: DashboardJson): PanelJson[] =>
  visiblePanels(dashboard).filter(({ targets }) => targets);

/** All values of a key in a nested value. */
export function* deep(value: unknown, key: string): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner;
    yield* deep(inner, key);
  }
}

/** Whether a dashboard is about many lines. */
export const isFleet = (uid: string): boolean => uid === 'hg612-fleet';

/** Series that exist only where the rules do: what a panel compares a measurement with. */
export const isLimit = (metric: string): boolean =>
  /^hg612:(?:threshold:|snr_margin_decibels:(?:low|critical)$|dlm:errored_seconds_per_day$)/.test(metric);
