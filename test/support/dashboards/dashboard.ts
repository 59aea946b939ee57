import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../../grafana/dashboards/', import.meta.url);

/** The parts of a dashboard's JSON that tests use. */
export interface DashboardJson {
  uid: string;
  title: string;
  schemaVersion: number;
  time: { from: string; to: string };
  tags: string[];
  panels: PanelJson[];
  templating: { list: VariableJson[] };
  annotations: { list: AnnotationJson[] };
  links: { type: string; tags: string[]; url?: string }[];
}

export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  interval?: string;
  maxDataPoints?: number;
  targets?: TargetJson[];
  transformations?: { id: string; options?: unknown }[];
  collapsed?: boolean;
  /** Panels of a collapsed row. */
  panels?: PanelJson[];
  options?: Record<string, unknown>;
  fieldConfig?: {
    defaults: {
      unit?: string;
      noValue?: string;
      min?: number;
      color?: { mode: string };
      mappings?: { options: Record<string, { text: string }> }[];
      custom?: Record<string, unknown>;
    };
    overrides: {
      matcher: { id: string; options?: unknown };
      properties: { id: string; value?: unknown }[];
    }[];
  };
}

interface TargetJson {
  refId: string;
  expr: string;
  instant?: boolean;
  range?: boolean;
  format?: string;
  legendFormat?: string;
}

interface VariableJson {
  name: string;
  type: string;
  label?: string;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
  query: string | { query: string };
  datasource?: { type: string; uid: string };
}

interface AnnotationJson {
  name: string;
  builtIn?: number;
  target?: TargetJson;
  filter?: { exclude: boolean; ids: number[] };
}

/** The committed dashboards by file name. */
export function readDashboards(): Map<string, DashboardJson> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(files.map((name) => [name, JSON.parse(readText(name)) as DashboardJson]));
}

/** The text of a committed dashboard. */
export const readText = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** All panels, also those in collapsed rows. */
export const allPanels = ({ panels }: DashboardJson): PanelJson[] =>
  panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

/** A query of a dashboard with its location. */
export interface PlacedQuery {
  /** Panel and query, for messages. */
  where: string;
  expr: string;
  instant: boolean;
  /** `time_series` or `table`. */
  format: string;
  /** Minimum step of the panel, such as `1m`. */
  interval: string | undefined;
  maxDataPoints: number | undefined;
  panelTitle: string;
  panelType: string;
  description: string;
}

/** All queries of panels and annotations. */
export function queriesOf(dashboard: DashboardJson): PlacedQuery[] {
  const ofPanels = allPanels(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      where: `${panel.title} [${target.refId}]`,
      expr: target.expr,
      instant: target.instant ?? false,
      format: target.format ?? 'time_series',
      interval: panel.interval,
      maxDataPoints: panel.maxDataPoints,
      panelTitle: panel.title,
      panelType: panel.type,
      description: panel.description ?? '',
    })),
  );
  const ofAnnotations = dashboard.annotations.list.flatMap(({ name, target }) =>
    target === undefined
      ? []
      : [
          {
            where: `annotation ${name}`,
            expr: target.expr,
            instant: false,
            format: target.format ?? 'time_series',
            interval: undefined,
            maxDataPoints: undefined,
            panelTitle: name,
            panelType: 'annotation',
            description: '',
          },
        ],
  );
  return [...ofPanels, ...ofAnnotations];
}
