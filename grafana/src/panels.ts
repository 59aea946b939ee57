/* oxlint-disable unicorn/no-array-sort -- `sort` here is a method of the SDK's builders */
import {
  BarAlignment,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  HeatmapCellLayout,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  TableCellHeight,
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
import {
  CellValuesBuilder,
  FilterValueRangeBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  PanelBuilder as HeatmapBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { palette } from './palette.ts';
import { type PanelSpec, emptyCellText, applySpec, directionColors, fixedColor, ofQuery } from './panel.ts';
import type { Query } from './queries.ts';
import { stateMappings } from './states.ts';

const sharedTooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None);

/** Tooltip text in a gap. */
const notMeasured = 'not measured';

const noLegend = () =>
  new VizLegendOptionsBuilder()
    .showLegend(false)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);

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
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''))
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
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''))
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
    .legend(noLegend())
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
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
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

interface HeatmapSpec extends PanelSpec {
  /** Name of a colour scheme, from the lowest to the highest value. */
  scheme: string;
  /** Swaps low and high. */
  reverse: boolean;
  /** Ends of the colour scale; values beyond them have the colour of the end. */
  min: number;
  max: number;
  /** Unit of the rows, where their names are numbers. Grafana then sorts them by number. */
  rowUnit?: string;
}

/** A cell per series and step, coloured by value. Series are rows from the bottom, named by their legend. */
export function heatmap(spec: HeatmapSpec): Panel {
  return (
    applySpec(new HeatmapBuilder(), spec)
      .calculate(false)
      .color(
        new HeatmapColorOptionsBuilder()
          .mode(HeatmapColorMode.Scheme)
          .scheme(spec.scheme)
          .scale(HeatmapColorScale.Linear)
          .steps(32)
          .reverse(spec.reverse)
          .min(spec.min)
          .max(spec.max),
      )
      // Grafana's default hides zero, which is a measured value.
      .filterValues(new FilterValueRangeBuilder().le(-1e9))
      .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
      .cellGap(1)
      .cellValues(new CellValuesBuilder().unit(spec.unit).decimals(spec.decimals ?? 0))
      .yAxis(new YAxisConfigBuilder().unit(spec.rowUnit ?? 'none'))
      .showLegend()
      .showValue(VisibilityMode.Never)
      .overrides([emptyCellText(notMeasured), ...(spec.overrides ?? [])])
      .build()
  );
}

interface TableSpec extends PanelSpec {
  /** Column to sort by, in descending order. */
  sortBy?: string;
  /** Minimum width of a column in pixels. Grafana's default is 150, too much for tables of many short numbers. */
  columnWidth?: number;
}

/** Transformation of a table: its columns in this order under these titles, without the time. */
export const columns = (titles: Readonly<Record<string, string>>) => ({
  id: 'organize',
  options: {
    excludeByName: { Time: true },
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
