import { Html, html } from '../../lib/html.ts';
import type { ReportData } from './report-data.ts';
import type { Zone } from './zone.ts';

/** Width of a chart in its own coordinates. */
export const WIDTH = 760;
/** Distance of the plot from the edges: axis labels are in it. */
export const GRID = { left: 44, right: 16, top: 10, bottom: 24 } as const;

/** Style of the charts of the report. */
export const reportChartStyle = new Html(`
:root { --up: #2e7d32; --down: #b3261e; --unreachable: #8a6d00; --missing: #9e9e9e; --heat-0: #e4efe5; --heat-1: #ffe08a; --heat-2: #f7a94a; --heat-3: #d9541e; --heat-4: #8c1414; }
@media screen and (prefers-color-scheme: dark) { :root { --up: #66bb6a; --down: #ff6b60; --unreachable: #d4b13a; --missing: #7a7a7a; --heat-0: #24402a; --heat-1: #8f7a1f; --heat-2: #c07a22; --heat-3: #e0562b; --heat-4: #ff9c94; } }
`);

/** Hatched: there is no data. */
export const hatch = (id: string): Html =>
  html`<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="1.5" height="5" fill="var(--missing)" />
  </pattern>`;

/** Starts of the days of a range, at most `most` of them, evenly spread. */
export function dayTicks(range: ReportData['range'], zone: Zone, most = 10): number[] {
  const starts: number[] = [];
  for (let time = zone.dayOf(range.from).to; time < range.to; time = zone.dayOf(time).to) starts.push(time);
  const every = Math.ceil(starts.length / most);
  return starts.filter((_, index) => index % every === 0);
}

/** `25 Nov` */
export const shortDay = (zone: Zone, time: number): string => zone.day(time).replace(/^\w+,? /, '');
