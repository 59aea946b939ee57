import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';

/** The data source that is chosen at the top of the dashboard: what lets one JSON be provisioned and imported. */
export const dataSource = (): DataSourceRef => ({ type: 'prometheus', uid: '${datasource}' });

/** One query of a panel. */
export interface Query {
  expr: string;
  /** Name of the series; `{{label}}` stands for a label's value. */
  legend?: string;
  /**
   * Only the end of the time range. For what a panel says of "now": a range would show the last value that
   * was ever there, also when the modem has been silent since.
   */
  instant?: boolean;
  /** Labels as columns. */
  table?: boolean;
  /** Letter by which overrides find the query; in order A, B, C… where none is given. */
  refId?: string;
}

/** A query as Grafana wants it. @param index place among the panel's queries */
export function prometheusQuery(query: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(dataSource())
    .refId(query.refId ?? String.fromCodePoint('A'.codePointAt(0)! + index))
    .editorMode(QueryEditorMode.Code)
    .expr(query.expr)
    .format(query.table ? PromQueryFormat.Table : PromQueryFormat.TimeSeries)
    .legendFormat(query.legend ?? '__auto');
  return query.instant ? builder.instant() : builder.range();
}
