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

/** Properties that apply to some series of a panel only. */
export type Override = FieldConfigSource['overrides'][number];

/** Properties common to all panel types. */
export interface PanelSpec {
  title: string;
  /** What the panel shows, its source, and what missing values mean. */
  description: string;
  /** Shown instead of a missing value: the reason why it is missing. Never a number. */
  noValue: string;
  unit: string;
  /** In columns, of 24. */
  width: number;
  /** In grid rows of about 38 pixels. */
  height: number;
  decimals?: number;
  queries: readonly Query[];
  overrides?: readonly Override[];
  transformations?: readonly DataTransformerConfig[];
  /** Minimum step, such as `1m`. Default: the data source's. */
  interval?: string;
  maxDataPoints?: number;
}

/** Common methods of the SDK's panel builders, for which the SDK has no type. */
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

/** Sets the common properties. */
export function applySpec<B extends PanelBuilder>(builder: B, spec: PanelSpec): B {
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

/** One colour for all values. */
export const fixedColor = (color: string): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);

const color = (name: string): DynamicConfigValue => ({
  id: 'color',
  value: { mode: FieldColorModeId.Fixed, fixedColor: name },
});

/** Applies to series whose name matches. */
export const named = (pattern: RegExp, properties: DynamicConfigValue[]): Override => ({
  matcher: { id: 'byRegexp', options: String(pattern) },
  properties,
});

/**
 * Text for a missing value in a cell or tooltip while other series have one. Without it Grafana would show `noValue`
 * there, a sentence meant for a panel without any data.
 */
export const emptyCellText = (text: string): Override => named(/.*/, [{ id: 'noValue', value: text }]);

/** Text for a missing value in a tooltip. */
export const notMeasured = 'not measured';

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

/** A colour for the series whose name matches. */
export const colored = (pattern: RegExp, name: string): Override => named(pattern, [color(name)]);
/** A colour for the series of one query. */
export const coloredQuery = (refId: string, name: string): Override => ofQuery(refId, [color(name)]);

/** The colours of the two directions, the same on every panel. Series are named `downstream …` and `upstream …`. */
export const directionColors = (): Override[] => [
  colored(/^downstream/i, palette.downstream),
  colored(/^upstream/i, palette.upstream),
];

const dashes = (name: string): DynamicConfigValue[] => [
  color(name),
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.lineWidth', value: 1 },
];

/** Dashed line without a fill: a possible value, not a measured one. */
export const dashed = (pattern: RegExp, name: string): Override => named(pattern, dashes(name));

/** A limit: dashed, without points, and not in the legend, which has room for the measured series only. */
export const limitLine = (pattern: RegExp, name: string): Override =>
  named(pattern, [
    ...dashes(name),
    { id: 'custom.drawStyle', value: 'line' },
    { id: 'custom.showPoints', value: 'never' },
    { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
  ]);
