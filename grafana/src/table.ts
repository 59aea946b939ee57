import { TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { palette } from './palette.ts';
import { applySpec, emptyCellText, fixedColor, type PanelSpec } from './panel.ts';

interface TableSpec extends PanelSpec {
  /** Column to sort by, in descending order. */
  sortBy?: string;
  /** Minimum width of a column in pixels. Grafana's default is 150, too much for tables of many short numbers. */
  columnWidth?: number;
}

/**
 * Transformation of a table: its columns in this order under these titles.
 *
 * @param hidden columns that are left out; by default the time
 */
export const columns = (titles: Readonly<Record<string, string>>, hidden: readonly string[] = ['Time']) => ({
  id: 'organize',
  options: {
    excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
    indexByName: Object.fromEntries(Object.keys(titles).map((name, index) => [name, index])),
    renameByName: { ...titles },
  },
});

/** A table. */
export function table(spec: TableSpec): Panel {
  const panel = applySpec(new TableBuilder(), spec)
    .colorScheme(fixedColor(palette.plain))
    .showHeader(true)
    .cellHeight(TableCellHeight.Sm)
    .filterable(false)
    .minWidth(spec.columnWidth ?? 90)
    .overrides([emptyCellText('–'), ...(spec.overrides ?? [])])
    .build();
  // The SDK's default is the footer of Grafana 12.1 and older; newer versions would migrate it on every load.
  delete panel.options.footer;
  if (spec.sortBy !== undefined) panel.options.sortBy = [{ displayName: spec.sortBy, desc: true }];
  return panel;
}
