import {
  type Dashboard,
  type DashboardLink,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type Section, layOut } from './layout.ts';
import { fleetAnnotations, lineAnnotations } from './annotations.ts';
import { withoutPlacement } from './placement.ts';
import { fleetVariables, lineVariables } from './variables.ts';

/** Address of the published runbooks; the same as in the rules' `runbook_url`. */
export const runbooks =
  'https://github.com/hg612-observability/hg612-observability/blob/main/docs/runbooks/README.md';

/** What differs between the dashboards. */
interface DashboardSpec {
  uid: string;
  title: string;
  description: string;
  sections: readonly Section[];
  /** Time range when the dashboard is opened. */
  from: string;
  /** How often the dashboard is refreshed. Empty: never. */
  refresh: string;
  /** Titles of the panels that show the starts of alerts. On other panels they would hide the measurement. */
  panelsWithAlerts: readonly string[];
  /** One line, or the lines of some jobs and sites. */
  subject: 'line' | 'fleet';
}

/** The links between the dashboards select by this tag. */
const tag = 'hg612';

/** Builds a dashboard with the common variables, links and annotations. Its JSON can be provisioned or imported. */
export function createDashboard(spec: DashboardSpec): Dashboard {
  const dashboard = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([tag])
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .build();
  const isLine = spec.subject === 'line';
  dashboard.templating = { list: isLine ? lineVariables() : fleetVariables() };
  dashboard.links = [otherDashboards(), runbookLink()];
  dashboard.panels = layOut(spec.sections);
  const ids = dashboard.panels.flatMap(({ id, title = '' }) =>
    id !== undefined && spec.panelsWithAlerts.includes(title) ? [id] : [],
  );
  dashboard.annotations = { list: isLine ? lineAnnotations(ids) : fleetAnnotations(ids) };
  return dashboard;
}

const otherDashboards = (): DashboardLink =>
  withoutPlacement(
    new DashboardLinkBuilder('HG612 dashboards')
      .type(DashboardLinkType.Dashboards)
      .tags([tag])
      .includeVars(true)
      .keepTime(true)
      .build(),
  );

const runbookLink = (): DashboardLink =>
  withoutPlacement(
    new DashboardLinkBuilder('Runbooks')
      .type(DashboardLinkType.Link)
      .icon('doc')
      .tooltip('Meaning of each alert and what to do')
      .url(runbooks)
      .targetBlank(true)
      .build(),
  );
