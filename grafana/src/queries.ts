import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';

/** The data source selected at the top of the dashboard. Makes one JSON fit for provisioning and import. */
export const dataSource = (): DataSourceRef => ({ type: 'prometheus', uid: '${datasource}' });

/** One query of a panel. */
export interface Query {
  expr: string;
  /** Name of the series; `{{label}}` stands for a label's value. */
  legend?: string;
  /**
   * Query the end of the time range only. For panels that show the current value: a range query would show the last
   * value of the range, even if the modem has not responded since.
   */
  instant?: boolean;
  /** Labels as columns. */
  table?: boolean;
  /** Identifier for overrides. Default: A, B, C… */
  refId?: string;
}

/** The identifier of a query by its position: A, B, C… */
export const refIdOf = (index: number): string => String.fromCodePoint('A'.codePointAt(0)! + index);

/** A query for the SDK. @param index position among the queries of the panel */
export function prometheusQuery(query: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(dataSource())
    .refId(query.refId ?? refIdOf(index))
    .editorMode(QueryEditorMode.Code)
    .expr(query.expr)
    .format(query.table ? PromQueryFormat.Table : PromQueryFormat.TimeSeries)
    .legendFormat(query.legend ?? '__auto');
  return query.instant ? builder.instant() : builder.range();
}
