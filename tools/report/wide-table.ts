import { type Html, html } from '../../lib/html.ts';

/** A column. `number`: aligned to the right, on one line; `time`: on one line. */
export interface Column {
  readonly title: string;
  readonly kind?: 'number' | 'time';
}

/** A row. With fewer cells than columns, the last cell spans the rest. */
export interface Row {
  readonly cells: readonly string[];
  readonly isMarked?: boolean;
}

const CLASSES = { number: 'n', time: 'w' } as const;
const classOf = ({ kind }: Column): string => (kind === undefined ? '' : CLASSES[kind]);

/**
 * A table that is too wide for a phone. There (style.ts) each row is a block with the titles of its columns. The roles keep
 * it a table for screen readers, which browsers derive from the layout otherwise.
 */
export function wideTable(label: string, columns: readonly Column[], rows: readonly Row[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table role="table">
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((column) => html`<th role="columnheader" scope="col" class="${classOf(column)}">${column.title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map((row) => rowOf(row, columns))}
      </tbody>
    </table>
  </div>`;
}

function rowOf({ cells, isMarked = false }: Row, columns: readonly Column[]): Html {
  const last = cells.length - 1;
  return html`<tr role="row" class="${isMarked ? 'down' : ''}">
    ${cells.map((cell, index) => {
      const rest = index === last ? columns.length - cells.length : 0;
      const column = columns[rest > 0 ? columns.length - 1 : index];
      if (column === undefined)
        throw new Error(`a row of ${cells.length} cells for ${columns.length} columns`);
      const span = rest > 0 ? html` colspan="${rest + 1}"` : '';
      return html`<td
        role="cell"
        class="${classOf(column)}${cell === '' ? ' empty' : ''}"
        data-title="${column.title}"
        ${span}
      >
        ${cell}
      </td>`;
    })}
  </tr>`;
}
