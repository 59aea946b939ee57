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
  VizTextDisplayOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DataTransformerConfig,
  type Panel,
  type ValueMapping,
  FieldColorBuilder,
  FieldColorModeId,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { palette } from './palette.ts';
import {
  type PanelSpec,
  applySpec,
  emptyCellText,
  directionColors,
  fixedColor,
  notMeasured,
  ofQuery,
} from './panel.ts';
import type { Query } from './queries.ts';
import { stateMappings } from './states.ts';

const sharedTooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None);

const legend = (isShown: boolean) =>
  new VizLegendOptionsBuilder()
    .showLegend(isShown)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);

const lastValue = () => new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('');

/** Sizes in pixels. Grafana's automatic size depends on the longest text and shrinks it to a few pixels. */
const textSizes = () => new VizTextDisplayOptionsBuilder().titleSize(12).valueSize(18);

interface StatSpec extends PanelSpec {
  color?: string;
  text?: BigValueTextMode;
  /** Query for the reason why there is no value, shown instead of the value: see `absenceReason`. */
  reason?: string;
}

/** One or more large figures at the end of the time range. Queries must be instant: see `Query.instant`. */
export function stat(spec: StatSpec): Panel {
  const reason: Query[] =
    spec.reason === undefined
      ? []
      : [{ expr: spec.reason, legend: 'reason', instant: true, refId: 'Reason' }];
  return applySpec(new StatBuilder(), {
    ...spec,
    queries: [...spec.queries, ...reason],
    overrides: [
      ...directionColors(),
      ...(spec.overrides ?? []),
      ...reason.map(({ refId = '' }) => ofQuery(refId, [{ id: 'mappings', value: stateMappings() }])),
    ],
  })
    .reduceOptions(lastValue())
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(spec.text ?? BigValueTextMode.Auto)
    .wideLayout(false)
    .text(textSizes())
    .colorScheme(fixedColor(spec.color ?? palette.plain))
    .build();
}

/** A state as a word on a coloured background. Its queries return the codes of states.ts. */
export function stateTile(spec: PanelSpec & { mappings?: ValueMapping[] }): Panel {
  return applySpec(new StatBuilder(), spec)
    .reduceOptions(lastValue())
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Background)
    .textMode(BigValueTextMode.Value)
    .wideLayout(false)
    .text(textSizes())
    .colorScheme(fixedColor(palette.unclear))
    .mappings(spec.mappings ?? stateMappings())
    .build();
}

/**
 * Drops data frames without columns. For a query without data, a timeline would otherwise report a missing time field
 * instead of showing `noValue`.
 */
const dropEmptyFrames: DataTransformerConfig = {
  id: 'filterFieldsByName',
  options: { include: { pattern: '.*' } },
};

/** States over time, one row per series, with gaps where nothing was measured. */
export function stateTimeline(spec: PanelSpec): Panel {
  const panel = applySpec(new StateTimelineBuilder(), {
    ...spec,
    transformations: [dropEmptyFrames, ...(spec.transformations ?? [])],
  })
    .mappings(stateMappings())
    .colorScheme(fixedColor(palette.unclear))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.85)
    .lineWidth(0)
    .fillOpacity(75)
    .spanNulls(false)
    .legend(legend(false))
    .tooltip(sharedTooltip())
    .overrides([emptyCellText(notMeasured), ...(spec.overrides ?? [])])
    .build();
  // All rows on one page, without page buttons. The SDK refuses zero.
  panel.options.perPage = 0;
  return panel;
}

interface GraphSpec extends PanelSpec {
  /** Label of the axis, where the unit alone is not enough. */
  axis?: string;
  min?: number;
  max?: number;
  /** Minimum extent of the axis; values beyond it are still shown. */
  softMin?: number;
  softMax?: number;
  /** Steps for values that hold until they change, bars for counts per interval. */
  shape?: 'line' | 'steps' | 'bars';
  /** For values that span several powers of ten. Zero is below the axis. */
  logarithmic?: boolean;
  /** Colour of all series without an override. */
  color?: string;
}

/** Lines or bars over time, with gaps where nothing was measured. */
export function graph(spec: GraphSpec): Panel {
  const { shape = 'line' } = spec;
  const panel = applySpec(new TimeSeriesBuilder(), spec)
    .drawStyle(shape === 'bars' ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineInterpolation(shape === 'steps' ? LineInterpolation.StepAfter : LineInterpolation.Linear)
    .lineWidth(shape === 'bars' ? 1 : 2)
    .fillOpacity(shape === 'bars' ? 60 : 8)
    .showPoints(VisibilityMode.Auto)
    .pointSize(4)
    .spanNulls(false)
    .colorScheme(
      new FieldColorBuilder().mode(FieldColorModeId.Shades).fixedColor(spec.color ?? palette.neutral),
    )
    .axisLabel(spec.axis ?? '')
    .legend(legend(true))
    .tooltip(sharedTooltip());
  // The time stamp of a bar is the end of its hour.
  if (shape === 'bars') panel.barAlignment(BarAlignment.Before);
  if (spec.min !== undefined) panel.min(spec.min);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.softMin !== undefined) panel.axisSoftMin(spec.softMin);
  if (spec.softMax !== undefined) panel.axisSoftMax(spec.softMax);
  if (spec.logarithmic) {
    panel.min(0.1);
    panel.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10));
  }
  return panel
    .overrides([emptyCellText(notMeasured), ...directionColors(), ...(spec.overrides ?? [])])
    .build();
}
