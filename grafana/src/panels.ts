/* oxlint-disable unicorn/no-array-sort -- `sort` here is a method of the SDK's builders */
import {
  BarAlignment,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DataTransformerConfig,
  type Panel,
  FieldColorBuilder,
  FieldColorModeId,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { palette } from './palette.ts';
import { type PanelSpec, blank, describe, directionColors, fixedColor, ofQuery } from './panel.ts';
import type { Query } from './queries.ts';
import { stateMappings } from './states.ts';

const everySeriesAtOnce = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None);

/** What the tooltip of a curve or of a timeline says in a gap. */
const notMeasured = 'not measured';

const noLegend = () =>
  new VizLegendOptionsBuilder()
    .showLegend(false)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);

interface StatSpec extends PanelSpec {
  color?: string;
  text?: BigValueTextMode;
  /** Gives the code of why there is no value, in the place of the value: see `whyAbsent`. */
  why?: string;
}

/** One or more big figures as of the end of the time range. Queries have to be instant: see `Query.instant`. */
export function stat(spec: StatSpec): Panel {
  const why: Query[] =
    spec.why === undefined ? [] : [{ expr: spec.why, legend: 'why', instant: true, refId: 'Why' }];
  return describe(new StatBuilder(), {
    ...spec,
    queries: [...spec.queries, ...why],
    overrides: [
      ...directionColors(),
      ...(spec.overrides ?? []),
      ...why.map(({ refId = '' }) => ofQuery(refId, [{ id: 'mappings', value: stateMappings() }])),
    ],
  })
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(spec.text ?? BigValueTextMode.Auto)
    .colorScheme(fixedColor(spec.color ?? palette.plain))
    .build();
}

/** A state as a word on its colour; its queries give the codes of states.ts. */
export function stateTile(spec: PanelSpec): Panel {
  return describe(new StatBuilder(), spec)
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Background)
    .textMode(BigValueTextMode.Value)
    .colorScheme(fixedColor(palette.unclear))
    .mappings(stateMappings())
    .build();
}

/**
 * Lets frames through that have any column. Of a query without an answer a timeline would say that a time
 * field is missing, and not what `noValue` says.
 */
const answersOnly: DataTransformerConfig = {
  id: 'filterFieldsByName',
  options: { include: { pattern: '.*' } },
};

/** States over time, one row a series; what was not measured is left open. */
export function stateTimeline(spec: PanelSpec): Panel {
  return describe(new StateTimelineBuilder(), {
    ...spec,
    transformations: [answersOnly, ...(spec.transformations ?? [])],
  })
    .mappings(stateMappings())
    .colorScheme(fixedColor(palette.unclear))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.85)
    .lineWidth(0)
    .fillOpacity(75)
    .spanNulls(false)
    .legend(noLegend())
    .tooltip(everySeriesAtOnce())
    .overrides([blank(notMeasured), ...(spec.overrides ?? [])])
    .build();
}

interface GraphSpec extends PanelSpec {
  /** What the axis counts, where the unit alone does not say it. */
  axis?: string;
  min?: number;
  /** Lower and upper end that the axis has at least; values beyond them still show. */
  softMin?: number;
  softMax?: number;
  /** Steps for what holds until it changes, bars for what was counted in an interval. */
  shape?: 'line' | 'steps' | 'bars';
  /** For values that span powers of ten and may be zero. */
  logarithmic?: boolean;
}

/** Lines or bars over time; where nothing was measured there is a gap. */
export function graph(spec: GraphSpec): Panel {
  const { shape = 'line' } = spec;
  const panel = describe(new TimeSeriesBuilder(), spec)
    .drawStyle(shape === 'bars' ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineInterpolation(shape === 'steps' ? LineInterpolation.StepAfter : LineInterpolation.Linear)
    .lineWidth(shape === 'bars' ? 1 : 2)
    .fillOpacity(shape === 'bars' ? 60 : 8)
    .showPoints(VisibilityMode.Auto)
    .pointSize(4)
    .spanNulls(false)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .axisLabel(spec.axis ?? '')
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['min', 'mean', 'max']),
    )
    .tooltip(everySeriesAtOnce());
  // A bar stands where its hour was, which ended at its time stamp.
  if (shape === 'bars') panel.barAlignment(BarAlignment.Before);
  if (spec.min !== undefined) panel.min(spec.min);
  if (spec.softMin !== undefined) panel.axisSoftMin(spec.softMin);
  if (spec.softMax !== undefined) panel.axisSoftMax(spec.softMax);
  if (spec.logarithmic) {
    panel.scaleDistribution(
      new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog).log(10).linearThreshold(1),
    );
  }
  return panel.overrides([blank(notMeasured), ...directionColors(), ...(spec.overrides ?? [])]).build();
}

/** Rows and columns. @param sortBy column to sort by, latest or highest first */
export function table(spec: PanelSpec & { sortBy?: string }): Panel {
  const panel = describe(new TableBuilder(), spec)
    .colorScheme(fixedColor(palette.plain))
    .showHeader(true)
    .filterable(false)
    .overrides([blank('–'), ...(spec.overrides ?? [])])
    .build();
  // The SDK's default is the footer of Grafana 12.1 and older, which newer ones would have to migrate.
  delete panel.options.footer;
  if (spec.sortBy !== undefined) panel.options.sortBy = [{ displayName: spec.sortBy, desc: true }];
  return panel;
}
