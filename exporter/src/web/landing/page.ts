import { failuresByCause } from '../../../../modem/src/failures.ts';
import type { LineStatus } from '../../../../modem/src/line/status.ts';
import type { Observation } from '../../../../modem/src/observation.ts';
import { type Html, html } from '../../../../lib/html.ts';
import { lineRows } from './rows.ts';
import { style } from './style.ts';
import { adviceFor } from '../../../../modem/src/advice.ts';
import { collectorNamed } from '../../../../modem/src/collectors/index.ts';
import { lineStateText } from '../../../../modem/src/line/state-text.ts';
import { duration, readingTime } from './words.ts';

/**
 * The page that a person opens: the line as of this read, what is not known and why, and what to do about
 * what failed. No script; readable on a phone, in dark and light.
 *
 * @param modemAddress where the modem's own page is
 */
export function renderLandingPage(observation: Observation, modemAddress: string, now = new Date()): string {
  const { line, deviceUptime } = observation;
  const heading = headingOf(observation);
  const facts = [
    ...(line === undefined ? [] : factsOf(line)),
    ...(deviceUptime === undefined ? [] : [`Modem running for ${duration(deviceUptime)}`]),
  ];
  const time = now.toISOString();

  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${heading.title} – HG612</title>
        <link rel="icon" href="data:," />
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <header class="${heading.mood}">
            <h1>${heading.title}</h1>
            <p>${heading.detail}</p>
          </header>
          ${facts.length > 0 ? html`<p class="facts">${facts.join(' · ')}</p>` : undefined}
          ${line?.state === 'up' ? figures(line) : undefined} ${notes(observation)}
          <section>
            <h2>Sources</h2>
            <ul class="sources">
              ${sources(observation.outcomes)}
            </ul>
            <p class="quiet">
              Read at <time datetime="${time}">${time.slice(11, 19)} UTC</time> in
              ${readingTime(observation.seconds)} from <a href="${modemAddress}">${modemAddress}</a>.
              <a href="/">Read again</a>
            </p>
          </section>
          <nav>
            <a href="/metrics">Metrics</a> <a href="/-/healthy">Health</a> <a href="/-/ready">Readiness</a>
          </nav>
        </main>
      </body>
    </html> `.toString();
}

function headingOf({ up, line }: Observation): { title: string; detail: string; mood: string } {
  if (!up) return { title: 'Modem not readable', detail: 'Nothing is known of the line.', mood: 'bad' };
  if (line === undefined) {
    return { title: 'Line not readable', detail: 'The modem answers, but not about its line.', mood: 'bad' };
  }
  const moods: Partial<Record<LineStatus['state'], string>> = {
    up: 'good',
    initializing: 'waiting',
    establishing_link: 'waiting',
    unknown: 'waiting',
  };
  return { ...lineStateText[line.state], mood: moods[line.state] ?? 'bad' };
}

function factsOf(line: LineStatus): string[] {
  if (line.state !== 'up') return [];
  const { modulation, annex, vdsl2Profile, dataPath } = line.info;
  return [
    ...(line.uptime === undefined ? [] : [`Up for ${duration(line.uptime)}`]),
    [modulation, annex && `Annex ${annex}`].filter(Boolean).join(' '),
    vdsl2Profile ? `Profile ${vdsl2Profile}` : '',
    dataPath ?? '',
  ].filter((fact) => fact !== '');
}

function figures(line: LineStatus): Html {
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
  return html`<td class="absent"><span aria-label="not measured">–</span></td>`;
}

/** Why figures are missing. An empty cell without a reason would be half a lie. */
function notes({ line, outcomes }: Observation): Html | undefined {
  const reasons: string[] = [];
  if (line !== undefined && line.state !== 'up') {
    reasons.push('While the line is not up, the modem has no figures of it. Old ones are not shown.');
  }
  if (line?.state === 'up') {
    const sides = [line.downstream, line.upstream];
    const noMargin = sides.every(({ gauges }) => gauges.snrMargin === undefined);
    const noCounters = sides.every(({ counters }) => counters.crcErrors === undefined);
    const noAttenuation = sides.some(({ gauges }) => gauges.attenuation === undefined);
    if (line.layout === 'shifted')
      reasons.push(SHIFTED, outcomes.has('xdslcmd_stats') ? SHELL_FAILED : ASK_SHELL);
    else if (outcomes.has('xdslcmd_stats') && line.layout !== 'telnet') reasons.push(SHELL_FAILED);
    else if (noMargin || noCounters) reasons.push('– means that the modem did not give this figure.');
    if (noAttenuation) reasons.push(NO_ATTENUATION);
    if (!noCounters) reasons.push(line.layout === 'telnet' ? SINCE_DRIVER : SINCE_RESYNC);
  }
  if (reasons.length === 0) return undefined;
  return html`<section class="notes">
    <h2>What is not known</h2>
    ${reasons.map((text) => html`<p>${text}</p>`)}
  </section>`;
}

const NO_ATTENUATION =
  'Where the attenuation is missing the modem has not measured it: it says 0.0 dB then, or nothing.';
const SINCE_DRIVER =
  'When each error happened: they count since the DSL driver started, over resyncs. The dashboard shows them per hour.';
const SINCE_RESYNC =
  'Errors before the last resync: these counters start again at each. The dashboard keeps them.';
const SHIFTED =
  'On VDSL2 the status page has neither the SNR margin nor the error counters: where they should stand, the firmware puts other figures.';
const ASK_SHELL = "The modem's telnet shell has them: set MODEM_TELNET to the modem's address.";
const SHELL_FAILED =
  'The telnet shell could not be read this time, so there are no error counters: those of the page count since another moment and are not mixed in.';

/** What was read and how long it took; what failed, once for each cause, and what to do about it. */
function sources(outcomes: Observation['outcomes']): Html[] {
  const failed = [...failuresByCause(outcomes)].map(
    ([{ reason, message }, names]) =>
      html`<li class="failed">
        <strong>${names.map((name) => collectorNamed(name).title).join(', ')}</strong> failed (${reason})
        <p>${message}</p>
        <p>${adviceFor(names[0] ?? 'xdsl_status', reason)}</p>
      </li>`,
  );
  const read = [...outcomes].flatMap(([name, outcome]) => {
    if (!outcome.ok) return [];
    const unreadable = outcome.parsed.problems.map(({ message }) => html`<p>Left out: ${message}</p>`);
    const time = readingTime(outcome.seconds);
    return [html`<li><strong>${collectorNamed(name).title}</strong> ${time}${unreadable}</li> `];
  });
  return [...read, ...failed];
}
