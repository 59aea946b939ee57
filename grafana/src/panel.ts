import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import type {
  DataTransformerConfig,
  DynamicConfigValue,
  FieldConfigSource,
  Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { palette } from './palette.ts';
import { type Query, dataSource, prometheusQuery } from './queries.ts';

/** How one or more series of a panel differ from the others. */
export type Override = FieldConfigSource['overrides'][number];

/** What every panel has to say of itself, whatever its shape. */
export interface PanelSpec {
  title: string;
  /** What is shown, where the modem says so, and what it means when nothing is shown. */
  description: string;
  /** Stands in the place of a value that was not measured: why there is none. Never a number. */
  noValue: string;
  unit: string;
  /** Columns, of 24. */
  width: number;
  /** Grid rows of about 38 pixels. */
  height: number;
  decimals?: number;
  queries: readonly Query[];
  overrides?: readonly Override[];
  transformations?: readonly DataTransformerConfig[];
  /** Shortest step, such as `1m`; else the data source's. */
  interval?: string;
  maxDataPoints?: number;
}

/** What the SDK's panel builders have in common; it has no type for that itself. */
interface PanelBuilder extends Builder<Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: DataSourceRef): this;
  span(width: number): this;
  height(height: number): this;
  unit(unit: string): this;
  noValue(text: string): this;
  decimals(decimals: number): this;
  interval(interval: string): this;
  maxDataPoints(points: number): this;
  targets(targets: ReturnType<typeof prometheusQuery>[]): this;
  overrides(overrides: Override[]): this;
  transformations(transformations: DataTransformerConfig[]): this;
}

/** Fills in what every panel has. */
export function describe<B extends PanelBuilder>(builder: B, spec: PanelSpec): B {
  builder
    .title(spec.title)
    .description(spec.description)
    .datasource(dataSource())
    .span(spec.width)
    .height(spec.height)
    .unit(spec.unit)
    .noValue(spec.noValue)
    .targets(spec.queries.map(prometheusQuery))
    .overrides([...(spec.overrides ?? [])]);
  if (spec.decimals !== undefined) builder.decimals(spec.decimals);
  if (spec.interval !== undefined) builder.interval(spec.interval);
  if (spec.maxDataPoints !== undefined) builder.maxDataPoints(spec.maxDataPoints);
  if (spec.transformations !== undefined) builder.transformations([...spec.transformations]);
  return builder;
}

/** One colour, whatever the value. */
export const fixedColor = (color: string): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);

const color = (name: string): DynamicConfigValue => ({
  id: 'color',
  value: { mode: FieldColorModeId.Fixed, fixedColor: name },
});

/** Applies to the series whose name matches. */
export const named = (pattern: RegExp, properties: DynamicConfigValue[]): Override => ({
  matcher: { id: 'byRegexp', options: String(pattern) },
  properties,
});

/**
 * What stands in a cell or in a tooltip where one series has no value and others have. Without it Grafana would
 * put the whole sentence of `noValue` there, which is meant for a panel in which there is nothing at all.
 */
export const blank = (text: string): Override => named(/.*/, [{ id: 'noValue', value: text }]);

/** Applies to the series of one query. */
export const ofQuery = (refId: string, properties: DynamicConfigValue[]): Override => ({
  matcher: { id: 'byFrameRefID', options: refId },
  properties,
});

/** Applies to one column. */
export const column = (name: string, properties: DynamicConfigValue[]): Override => ({
  matcher: { id: 'byName', options: name },
  properties,
});

export const colored = (pattern: RegExp, name: string): Override => named(pattern, [color(name)]);
export const coloredQuery = (refId: string, name: string): Override => ofQuery(refId, [color(name)]);

/** The two directions in their colours, on every panel alike. Series are named `Downstream …`, `Upstream …`. */
export const directionColors = (): Override[] => [
  colored(/^downstream/i, palette.downstream),
  colored(/^upstream/i, palette.upstream),
];

/** Dashed and without a fill: what could be, or a limit; not what is. */
export const dashed = (pattern: RegExp, name: string): Override =>
  named(pattern, [
    color(name),
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.lineWidth', value: 1 },
  ]);
