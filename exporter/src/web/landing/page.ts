import { formatDuration, formatLatency } from '../../../../lib/duration.ts';
import { type Html, html } from '../../../../lib/html.ts';
import { stepsFor } from '../../../../modem/src/advice.ts';
import { collectorNamed } from '../../../../modem/src/collectors/index.ts';
import { failuresByCause } from '../../../../modem/src/failures.ts';
import { lineStateText } from '../../../../modem/src/line/state-text.ts';
import type { LineStatus } from '../../../../modem/src/line/status.ts';
import type { Observation } from '../../../../modem/src/observation.ts';
import type { LastDayResult } from '../../history/last-day.ts';
import { htmlDocument } from '../document.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { alertSection } from './alerts.ts';
import { lastDaySection } from './last-day.ts';
import { notesOn } from './notes.ts';
import { lineRows } from './rows.ts';
import { sinceWhen } from './since.ts';
import { style } from './style.ts';
import { formatClockWithZone } from './times.ts';

/** What the landing page shows besides a read of the modem. */
export interface LandingPageContext {
  lineName: string;
  runbook: Runbook;
  /** Address of the modem's status page as a browser can open it; otherwise without a link. */
  modem: { address: string; link: string | undefined };
  /** Address of the dashboard; `undefined` without Grafana. */
  dashboard: string | undefined;
  /** `undefined` without Prometheus. */
  lastDay: LastDayResult | undefined;
  /** Seconds until the page is loaded again; `undefined` when it is not. */
  refresh: number | undefined;
  /** Whether there is a page of the spectrum. */
  hasSpectrum: boolean;
  /** Whether there are reports. */
  hasReport: boolean;
}

/**
 * Renders the landing page: the line as of this read and over the last day, firing alerts, what is missing and why, and
 * what to do about failures. It has no script, and works on phones and in dark mode.
 */
export function renderLandingPage(
  observation: Observation,
  { lineName, runbook, modem, dashboard, lastDay, refresh, hasSpectrum, hasReport }: LandingPageContext,
): string {
  const now = new Date();
  const { line, deviceUptime } = observation;
  const day = lastDay?.ok ? lastDay.day : undefined;
  const heading = headingOf(observation);
  const since = sinceWhen(observation, day, now);
  const facts = [
    ...(line?.state === 'up' ? factsOf(line) : []),
    ...(deviceUptime === undefined ? [] : [`Modem uptime ${formatDuration(deviceUptime)}`]),
  ];
  const hasFailures = observation.outcomes.values().some(({ ok }) => !ok);
  const took = formatLatency(observation.seconds);
  const address =
    modem.link === undefined ? modem.address : html`<a href="${modem.link}">${modem.address}</a>`;
  const sourceSection = html`<section>
    <h2>Sources</h2>
    <ul class="sources">
      ${sources(observation.outcomes)}
    </ul>
    <p class="quiet">
      ${observation.up ? html`Read in ${took} from ${address}.` : html`The attempt to read ${address} took ${took}.`}
    </p>
  </section>`;

  return htmlDocument({
    title: html`${heading.title} &ndash; ${lineName}`,
    style,
    body: html`<header class="${heading.status}">
        <h1><span>${lineName}</span> ${heading.title}</h1>
        <p>${heading.detail}</p>
        ${since && html`<p>${since}</p>`}
      </header>
      <p class="quiet">
        ${observation.up ? 'Read at' : 'Last attempt to read the modem:'}
        <time datetime="${now.toISOString()}">${formatClockWithZone(now)}</time>.
        ${
          refresh === undefined
            ? html`<a href="/">Refresh automatically</a>`
            : html`Refreshed every ${refresh} s. <a href="/?refresh=off">Stop</a>`
        }
      </p>
      ${day && alertSection(day, runbook, now)} ${hasFailures ? sourceSection : undefined}
      ${lastDay && lastDaySection(lastDay)} ${factList(facts)}
      ${line?.state === 'up' ? lineTable(line) : undefined} ${noteSection(notesOn(observation))}
      ${hasFailures ? undefined : sourceSection}
      <nav>
        ${dashboard && html`<a href="${dashboard}">Dashboard</a>`}
        ${hasSpectrum ? html`<a href="/spectrum">Spectrum</a>` : undefined}
        ${hasReport ? html`<a href="/report">Report</a>` : undefined}
        <a href="/runbook">Runbook</a> ${modem.link && html`<a href="${modem.link}">Modem</a>`}
        <a href="/metrics">Metrics</a> <a href="/-/healthy">Health</a> <a href="/-/ready">Readiness</a>
      </nav>`,
  });
}

interface Heading {
  title: string;
  detail: string;
  /** Class that sets the colour. */
  status: 'good' | 'waiting' | 'bad';
}

function headingOf({ up, line }: Observation): Heading {
  if (!up) {
    return { title: 'Modem cannot be read', detail: 'The state of the line is unknown.', status: 'bad' };
  }
  if (line === undefined) {
    return { title: 'Line unreadable', detail: 'The modem responds, but without line data.', status: 'bad' };
  }
  const status: Partial<Record<LineStatus['state'], Heading['status']>> = {
    up: 'good',
    initializing: 'waiting',
    establishing_link: 'waiting',
    unknown: 'waiting',
  };
  return { ...lineStateText[line.state], status: status[line.state] ?? 'bad' };
}

function factsOf({ info: { modulation, annex, vdsl2Profile, dataPath } }: LineStatus): string[] {
  return [
    [modulation, annex && `Annex ${annex}`].filter(Boolean).join(' '),
    vdsl2Profile ? `Profile ${vdsl2Profile}` : '',
    dataPath ?? '',
  ].filter((fact) => fact !== '');
}

function factList(facts: readonly string[]): Html | undefined {
  if (facts.length === 0) return undefined;
  const items = facts.map((fact, index) => html`${index === 0 ? '' : ' · '}<span>${fact}</span>`);
  return html`<p class="facts">${items}</p>`;
}

function noteSection(notes: readonly string[]): Html | undefined {
  if (notes.length === 0) return undefined;
  return html`<section class="notes">
    <h2>Notes</h2>
    ${notes.map((note) => html`<p>${note}</p>`)}
  </section>`;
}

function lineTable(line: LineStatus): Html {
  return html`<table>
    <thead>
      <tr>
        <td></td>
        <th scope="col">Downstream</th>
        <th scope="col">Upstream</th>
      </tr>
    </thead>
    <tbody>
      ${lineRows(line).map(
        (row) =>
          html`<tr>
            <th scope="row">${row.label}</th>
            ${cell(row.downstream)}${cell(row.upstream)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

function cell(value: string | undefined): Html {
  if (value !== undefined) return html`<td>${value}</td>`;
  return html`<td class="absent"><span aria-label="not measured">&ndash;</span></td>`;
}

/** Collectors with their duration; failures once per cause, with advice. */
function sources(outcomes: Observation['outcomes']): Html[] {
  const failed = [...failuresByCause(outcomes)].map(([error, names]) => {
    const { meaning, steps } = stepsFor(names[0] ?? 'xdsl_status', error);
    return html`<li class="failed">
      <strong>${names.map((name) => collectorNamed(name).title).join(', ')}</strong> failed (${error.reason})
      <p>${error.message}</p>
      <p>${meaning}</p>
      <ol>
        ${steps.map((step) => html`<li>${step}</li> `)}
      </ol>
    </li>`;
  });
  const succeeded = [...outcomes].flatMap(([name, outcome]) => {
    if (!outcome.ok) return [];
    const invalid = outcome.parsed.problems.map(({ message }) => html`<p>Ignored: ${message}</p>`);
    const time = formatLatency(outcome.seconds);
    return [html`<li><strong>${collectorNamed(name).title}</strong> ${time}${invalid}</li> `];
  });
  return [...succeeded, ...failed];
}
