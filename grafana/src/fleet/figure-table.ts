import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { Short } from '@grafana/grafana-foundation-sdk/units';
import { column, type PanelSpec } from '../panel.ts';
import { refIdOf } from '../queries.ts';
import { columns, table } from '../table.ts';

/** Rows of a table of lines. With any number of lines, a query returns at most so many of each. */
export const ROWS = 20;

interface Figure {
  expr: string;
  unit?: string;
  decimals?: number;
  properties?: DynamicConfigValue[];
}

/** The line's own dashboard, at the time range of this one. */
const linkToLine: DynamicConfigValue = {
  id: 'links',
  value: [
    {
      title: 'Dashboard of the line',
      url:
        '/d/hg612-line?var-datasource=${datasource}&var-job=${__data.fields.Job:percentencode}' +
        '&var-instance=${__data.fields.Line:percentencode}&${__url_time_range}',
    },
  ],
};

/** Lines of one site on this dashboard. */
const linkToSite: DynamicConfigValue = {
  id: 'links',
  value: [
    {
      title: 'Lines of the site',
      url:
        '/d/hg612-fleet?var-datasource=${datasource}&var-job=${__data.fields.Job:percentencode}' +
        '&var-site=${__data.fields.Site:percentencode}&${__url_time_range}',
    },
  ],
};

const names: Readonly<Record<string, string>> = {
  instance: 'Line',
  site: 'Site',
  direction: 'Direction',
  job: 'Job',
};

interface FigureTable extends Omit<PanelSpec, 'queries' | 'transformations' | 'unit'> {
  /** Labels shown as columns, from left to right; `job` is a hidden one. */
  by: readonly string[];
  /** Columns with values by title, from left to right. Each query returns the rows of the first one at most. */
  figures: Readonly<Record<string, Figure>>;
  sortBy?: string;
}

/** A table with a row for each combination of labels and a column for each figure, at the end of the time range. */
export function figureTable({ by, figures, ...spec }: FigureTable): Panel {
  const titles = Object.keys(figures);
  const [first = ''] = titles;
  const bounded = (title: string, expr: string): string =>
    title === first ? expr : `(${expr}) and on (${by.join(', ')}) (${figures[first]?.expr})`;
  const valueColumn = (index: number): string => (titles.length === 1 ? 'Value' : `Value #${refIdOf(index)}`);
  return table({
    ...spec,
    unit: Short,
    queries: Object.entries(figures).map(([title, { expr }], index) => ({
      expr: bounded(title, expr),
      instant: true,
      table: true,
      refId: refIdOf(index),
    })),
    transformations: [
      ...(titles.length === 1 ? [] : [{ id: 'merge', options: {} }]),
      columns(
        {
          ...Object.fromEntries(by.map((label) => [label, names[label] ?? label])),
          ...Object.fromEntries(titles.map((title, index) => [valueColumn(index), title])),
        },
        ['Time', '__name__'],
      ),
    ],
    overrides: [
      column('Job', [{ id: 'custom.hidden', value: true }]),
      ...(by.includes('instance') ? [column('Line', [linkToLine])] : []),
      ...(by.includes('site') ? [column('Site', [linkToSite])] : []),
      ...Object.entries(figures).map(([title, { unit = Short, decimals = 0, properties = [] }]) =>
        column(title, [{ id: 'unit', value: unit }, { id: 'decimals', value: decimals }, ...properties]),
      ),
      ...(spec.overrides ?? []),
    ],
  });
}
