import { HeatmapCellLayout, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
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
import { applySpec, emptyCellText, notMeasured, type PanelSpec } from './panel.ts';

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
