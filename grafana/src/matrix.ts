import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelSpec } from './panel.ts';
import { columns, table } from './table.ts';

interface MatrixSpec extends Omit<PanelSpec, 'queries' | 'transformations'> {
  /** One query for all cells. With several, Grafana would name the columns by how many of them return data. */
  expr: string;
  /** The label whose values become the rows, and the heading of that column. */
  row: { label: string; title: string };
  /** The label whose values become the columns, with the heading of each, from left to right. */
  column: { label: string; titles: Readonly<Record<string, string>> };
}

/** A table with one label as rows and one as columns, at the end of the time range. */
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
      columns({ [corner]: row.title, ...column.titles }, []),
    ],
  });
}
