import { chartStyle } from '../../lib/chart-style.ts';
import { describeErrorHistory } from '../doctor/error-history.ts';
import { type Html, html } from '../../lib/html.ts';
import { directions } from '../../modem/src/line/status.ts';
import { reportChartStyle } from './chart-parts.ts';
import { marginChart, rateChart } from './charts.ts';
import { errorChart, heatKey, heatMap } from './error-charts.ts';
import type { ReportData } from './report-data.ts';
import type { Now } from './exporter.ts';
import { methodOf, summaryOf } from './sentences.ts';
import { spectrumSection } from './spectrum-section.ts';
import { stripChart, stripKey } from './state-strip.ts';
import { style } from './style.ts';
import { daySection, eventSection } from './tables.ts';
import type { Zone } from './zone.ts';

/** A report as one self-contained HTML page without script. @param csv the data appendix, which the page contains */
export function renderReport(data: ReportData, zone: Zone, csv: string): string {
  const title = `Line report: ${data.lineName}`;
  const subtitle = `${zone.longDay(data.range.from)} to ${zone.longDay(data.range.to)}`;
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="generator" content="hg612 report" />
      <title>${title}, ${subtitle}</title>
      <link rel="icon" href="data:," />
      <style>
        ${chartStyle}${reportChartStyle}${style}
      </style>
    </head>
    <body>
      <header>
        <h1>${title}</h1>
        <p class="muted">
          ${subtitle}. Created on ${zone.dateTime(data.createdAt)}. All times: ${zone.name}.
        </p>
      </header>
      <main>
        <h2>Summary</h2>
        <ul class="summary">
          ${summaryOf(data, zone).map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
        ${figure('State of the line', stripChart(data, zone), stripKey(data), ['Outages are drawn at least two pixels wide.'])}
        ${figure('Lowest SNR margin of each hour, dB', marginChart(data, zone), directionKey(data))}
        ${rateFigures(data, zone)}
        ${figure('Errored seconds of each day', errorChart(data, zone), directionKey(data))}
        ${figure('Errored seconds by hour of the day, both directions', heatMap(data, zone), heatKey())}
        ${eventSection(data, zone)} ${daySection(data, zone)}
        ${data.now && spectrumSection(data.now.spectrum, zone)}
        ${data.now && errorPeriodsSection(data.now.errorPeriods, zone)}
        <h2>How it was measured</h2>
        <dl>
          ${methodOf(data, zone).map(
            ([term, text]) =>
              html`<dt>${term}</dt>
                <dd>${text}</dd>`,
          )}
        </dl>
        <p class="screen">
          <a
            download="${fileName(data, zone)}"
            href="data:text/csv;charset=utf-8;base64,${Buffer.from(csv).toString('base64')}"
            >Data of this report as CSV</a
          >
          (events, days and hours)
        </p>
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${page.toString()}\n`;
}

/** Name of the file with the CSV data. */
const fileName = ({ lineName, range }: ReportData, zone: Zone): string =>
  `${lineName.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}-${zone.at(range.from).date}-to-${zone.at(range.to).date}.csv`;

/** A chart with its caption, or the statement that there is no data for it. */
function figure(
  title: string,
  chart: Html | undefined,
  key: readonly Html[] = [],
  remarks: readonly string[] = [],
): Html {
  if (chart === undefined)
    return html`<h2>${title}</h2>
      <p class="muted">Not measured.</p>`;
  return html`<h2>${title}</h2>
    <figure>
      <div class="scroll wide" tabindex="0" role="region" aria-label="${title}">${chart}</div>
      <figcaption>${key} ${remarks.join(' ')}</figcaption>
    </figure>`;
}

const directionKey = ({ directions: known }: ReportData): Html[] =>
  directions
    .filter((direction) => known[direction] !== undefined)
    .map((direction) => html`<span class="key key-${direction}">${direction}</span>`);

function rateFigures(data: ReportData, zone: Zone): Html {
  const charts = directions.flatMap((direction) => rateChart(data, direction, zone) ?? []);
  if (charts.length === 0) return figure('Sync rate, Mbit/s', undefined);
  const hasContract = directions.some((direction) => data.contract[direction] !== undefined);
  return html`<h2>Sync rate, Mbit/s</h2>
    <figure>
      <div class="pair">${charts}</div>
      <figcaption>${directionKey(data)} ${hasContract ? 'Red lines: rates of the contract.' : ''}</figcaption>
    </figure>`;
}

/** What the driver counted by itself: also before anything was recorded. */
function errorPeriodsSection(result: Now['errorPeriods'], zone: Zone): Html {
  const title = "The modem's own error periods";
  if ('problem' in result) {
    return html`<h2>${title}</h2>
      <p class="muted">Not read: ${result.problem}.</p>`;
  }
  const { periods, uptime, readAt } = result.document;
  const lines = describeErrorHistory(periods, uptime ?? undefined);
  return html`<h2>${title}, read on ${zone.dateTime(Date.parse(readAt) / 1000)}</h2>
    ${
      lines.length === 0
        ? html`<p class="muted">None: the modem prints them only while the line is up.</p>`
        : html`<ul class="summary">
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
    <p class="muted">
      They begin when the modem starts, not at midnight, and are independent of what was recorded.
    </p>`;
}
