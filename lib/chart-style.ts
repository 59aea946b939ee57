import { Html } from './html.ts';

/**
 * Colours of charts, as CSS variables: the page decides on light, dark or print when it is displayed. They can stand
 * wherever an ECharts option takes a colour. Colours that ECharts calculates with, such as the ends of a gradient,
 * must be real colours.
 */
export const chartColours = {
  text: 'var(--chart-text)',
  axis: 'var(--chart-axis)',
  grid: 'var(--chart-grid)',
  downstream: 'var(--chart-downstream)',
  upstream: 'var(--chart-upstream)',
  /** What a value is compared with: an earlier reading, a mean. */
  reference: 'var(--chart-reference)',
  /** A value that should not be crossed. */
  limit: 'var(--chart-limit)',
} as const;

/** Style of the pages that have charts. */
export const chartStyle = new Html(`
:root { --chart-text: #333; --chart-axis: #767676; --chart-grid: #8883; --chart-downstream: #0b57b0; --chart-upstream: #a04000; --chart-reference: #767676; --chart-limit: #b3261e; }
@media screen and (prefers-color-scheme: dark) { :root { --chart-text: #ddd; --chart-axis: #8c8c8c; --chart-downstream: #6cb4ff; --chart-upstream: #ff9f5a; --chart-reference: #9a9a9a; --chart-limit: #ff8a80; } }
.chart { display: block; width: 100%; height: auto; }
.chart text { font: 12px system-ui, sans-serif; }
@media screen and (max-width: 40rem) { .chart text { font-size: 18px; } }
`);
