import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/** Columns of Grafana's grid. */
const columns = 24;

/** A part of a dashboard: rows of panels below a heading. The first screen has no heading. */
export interface Section {
  title?: string;
  /** Whether its panels are hidden until the heading is clicked. Requires a title. */
  collapsed?: boolean;
  /** Panels side by side. The widths in a row must add up to 24. */
  rows: readonly (readonly Panel[])[];
}

/**
 * Assigns position and id to every panel. The SDK does neither: its rows do not wrap, its panels have no id, and all
 * its headings have id 0.
 *
 * @throws {Error} when the widths in a row do not add up to 24
 */
export function layOut(sections: readonly Section[]): (Panel | RowPanel)[] {
  const placed: (Panel | RowPanel)[] = [];
  let y = 0;
  let id = 0;
  const nextId = () => (id += 1);
  for (const { title, collapsed = false, rows } of sections) {
    const row = title === undefined ? undefined : heading(title, y, nextId(), collapsed);
    if (row !== undefined) {
      placed.push(row);
      y += 1;
    }
    // The panels of a collapsed row are part of it.
    const panels = row !== undefined && collapsed ? row.panels : placed;
    for (const panelsOfRow of rows) {
      y += placeRow(panelsOfRow, y, panels, nextId);
    }
  }
  return placed;
}

/** @returns the height of the row */
function placeRow(
  row: readonly Panel[],
  y: number,
  placed: (Panel | RowPanel)[],
  nextId: () => number,
): number {
  let x = 0;
  let height = 0;
  for (const panel of row) {
    const { w, h } = sizeOf(panel);
    placed.push({ ...panel, id: nextId(), gridPos: { x, y, w, h } });
    x += w;
    height = Math.max(height, h);
  }
  if (x !== columns) {
    const titles = row.map((panel) => panel.title);
    throw new Error(`the panels of a row must fill ${columns} columns, found ${x}: ${titles.join(', ')}`);
  }
  return height;
}

const sizeOf = (panel: Panel) => panel.gridPos ?? { w: 0, h: 0 };

const heading = (title: string, y: number, id: number, collapsed: boolean): RowPanel => ({
  type: 'row',
  title,
  collapsed,
  id,
  panels: [],
  gridPos: { x: 0, y, w: columns, h: 1 },
});
