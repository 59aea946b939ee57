import { chartColours } from '../../lib/chart-style.ts';
import { type Html, html } from '../../lib/html.ts';
import { dayTicks, GRID, hatch, shortDay, WIDTH } from './chart-parts.ts';
import type { ReportData, StripState } from './report-data.ts';
import { duration } from './units.ts';
import type { Zone } from './zone.ts';

const fills: Readonly<Record<StripState, string>> = {
  up: 'var(--up)',
  down: 'var(--down)',
  unreachable: 'var(--unreachable)',
  missing: 'url(#strip-hatch)',
};

const stateNames: Readonly<Record<StripState, string>> = {
  up: 'in sync',
  down: 'down',
  unreachable: 'modem did not respond',
  missing: 'no data',
};

/** Narrower segments would be invisible. */
const MIN_WIDTH: Readonly<Record<StripState, number>> = { up: 0, down: 2, unreachable: 2, missing: 1 };

/** The state of the line over the range, as a strip. Short outages are drawn wider than they are. */
export function stripChart({ strip, range, seconds }: ReportData, zone: Zone): Html {
  const height = 58;
  const scale = (WIDTH - GRID.left - GRID.right) / (range.to - range.from);
  const x = (time: number): number => GRID.left + (time - range.from) * scale;
  // Outages on top, so that no other segment hides them.
  const order: readonly StripState[] = ['up', 'missing', 'unreachable', 'down'];
  const rectangles = order.flatMap((state) =>
    strip
      .filter((segment) => segment.state === state)
      .map((segment) => {
        const width = Math.max((segment.to - segment.from) * scale, MIN_WIDTH[state]);
        const raised = state === 'down' ? 4 : 0;
        return html`<rect
          x="${x(segment.from).toFixed(1)}"
          y="${10 - raised}"
          width="${width.toFixed(1)}"
          height="${20 + 2 * raised}"
          fill="${fills[state]}"
        />`;
      }),
  );
  const labels = dayTicks(range, zone).map(
    (time) =>
      html`<text x="${x(time).toFixed(1)}" y="52" text-anchor="middle" fill="${chartColours.text}"
        >${shortDay(zone, time)}</text
      >`,
  );
  const down = seconds.down + seconds.rebooting;
  const description = `In sync for ${duration(seconds.up)}, down for ${duration(down)}, modem not responding for ${duration(seconds.unreachable)}, no data for ${duration(seconds.missing)}.`;
  return html`<svg
    class="chart"
    viewBox="0 0 ${WIDTH} ${height}"
    role="img"
    aria-labelledby="strip-title strip-description"
  >
    <title id="strip-title">State of the line</title>
    <desc id="strip-description">${description}</desc>
    <defs>${hatch('strip-hatch')}</defs>
    <rect
      x="${GRID.left}"
      y="10"
      width="${WIDTH - GRID.left - GRID.right}"
      height="20"
      fill="none"
      stroke="${chartColours.axis}"
    />
    ${rectangles}${labels}
  </svg>`;
}

/** The key of {@link stripChart}. */
export const stripKey = ({ strip }: ReportData): Html[] =>
  (Object.keys(stateNames) as StripState[])
    .filter((state) => strip.some((segment) => segment.state === state))
    .map((state) => html`<span class="key key-${state}">${stateNames[state]}</span>`);
