import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelSpec } from './panel.ts';
import { table } from './panels.ts';

interface MatrixSpec extends Omit<PanelSpec, 'queries' | 'transformations'> {
  /** One query for all cells: several would name their columns by how many of them have an answer. */
  expr: string;
  /** The label whose values are the rows, and what stands above them. */
  row: { label: string; title: string };
  /** The label whose values are the columns, and what stands above each, from left to right. */
  column: { label: string; titles: Readonly<Record<string, string>> };
}

/** A table of the values of two labels against each other, as of the end of the time range. */
export function matrix({ expr, row, column, ...spec }: MatrixSpec): Panel {
  const corner = `${row.label}\\${column.label}`;
  return table({
    ...spec,
    queries: [{ expr, instant: true, table: true }],
    transformations: [
      {
        id: 'groupingToMatrix',
        options: { columnField: column.label, rowField: row.label, valueField: 'Value', emptyValue: 'null' },
      },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: Object.fromEntries(
            [corner, ...Object.keys(column.titles)].map((name, index) => [name, index]),
          ),
          renameByName: { [corner]: row.title, ...column.titles },
        },
      },
    ],
  });
}
