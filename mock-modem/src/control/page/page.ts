import type { Scenario, ScenarioKind } from '../../scenarios/catalogue.ts';
import { SCENARIOS } from '../../scenarios/catalogue.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Answers } from '../../source.ts';
import type { ScenarioSelection } from '../../scenarios/playback.ts';
import { formatDuration } from '../../../../lib/duration.ts';
import { html, Html } from '../../../../lib/html.ts';
import { summarise, type Figure, type LineSummary } from './line-summary.ts';
import { renderFleet } from './fleet.ts';
import { field } from './field.ts';
import { style } from './style.ts';

/** The data of the page. */
export interface View {
  readonly answers: Answers;
  readonly selection: ScenarioSelection;
  readonly line: ScenarioSelection & { readonly source: { readonly name: string } };
  readonly speed: number;
  readonly fleet: Fleet;
}

/** Refreshes the line's part of the page. Without script, the page shows the state at load time. */
export const SCRIPT = `setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch('/-/line').catch(() => undefined);
  const old = document.getElementById('line');
  if (answer?.ok && old) old.outerHTML = await answer.text();
}, 2000);`;

const GROUPS: readonly { kind: ScenarioKind; title: string; about: string }[] = [
  {
    kind: 'line',
    title: 'The line',
    about: 'Events on the line. Selecting one also removes any fault below.',
  },
  { kind: 'modem', title: 'The whole modem', about: 'Faults of both protocols. The line continues.' },
  { kind: 'page', title: 'The status page', about: 'Faults of the page. Telnet is not affected.' },
  {
    kind: 'telnet',
    title: 'The telnet shell',
    about: 'Faults of the shell. The status page is not affected.',
  },
];

function statusClass({ pageStatus }: LineSummary): string {
  if (pageStatus === 'Up') return 'good';
  return pageStatus === 'Initializing' || pageStatus === 'EstablishingLink' ? 'waiting' : 'bad';
}

const cell = (value: string | undefined): Html => html`<td>${value ?? '–'}</td>`;
const figureRow = ({ label, downstream, upstream }: Figure): Html =>
  html`<tr>
    <th scope="row">${label}</th>
    ${cell(downstream)}${cell(upstream)}
  </tr>`;

const figureTable = (figures: readonly Figure[]): Html =>
  html`<table>
    <thead>
      <tr>
        <td></td>
        <th scope="col">Downstream</th>
        <th scope="col">Upstream</th>
      </tr>
    </thead>
    <tbody>
      ${figures.map(figureRow)}
    </tbody>
  </table>`;

const named = ({ scenario, parameters }: ScenarioSelection): string => {
  const values = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return values.length > 0 ? `${scenario.name} (${values.join(', ')})` : scenario.name;
};

/** The part of the page that is refreshed: the line as the modem reports it, and the current scenario. */
export function renderLine({ answers, selection, line, speed }: View): string {
  const summary = summarise(answers);
  const isFault = selection.scenario.kind !== 'line';
  const facts = [
    summary.mode,
    summary.telnetStatus && `telnet: ${summary.telnetStatus}`,
    summary.linkSeconds === undefined ? undefined : `in showtime for ${formatDuration(summary.linkSeconds)}`,
  ];
  return String(
    html`<section id="line">
      <header class="${statusClass(summary)}">
        <h1>Line: ${summary.pageStatus ?? 'no status'}</h1>
        <p>${facts.filter(Boolean).join(' · ')}</p>
      </header>
      <p>
        Scenario: <strong>${named(line)}</strong>, line:
        <strong>${line.source.name}</strong>${speed === 1 ? '' : `, speed ${speed}`}.
      </p>
      ${isFault ? html`<p class="notice">Fault: <strong>${named(selection)}</strong> – ${selection.scenario.description}.</p>` : undefined}
      ${summary.figures.length > 0 ? figureTable(summary.figures) : undefined}
    </section>`,
  );
}

function button(scenario: Scenario, { selection, line }: View): Html {
  const on = [selection, line].find((candidate) => candidate.scenario === scenario);
  const classes = [on ? 'current' : '', scenario.kind === 'line' ? '' : 'fault'].join(' ');
  const fields = scenario.parameters.map((parameter) =>
    field(parameter, on?.parameters[parameter.name] ?? parameter.default),
  );
  return html`<form class="${classes}" method="post" action="/-/scenario/${scenario.name}">
    <button>${scenario.name}</button>
    <p>${scenario.description}</p>
    ${fields}
  </form>`;
}

/** More lines than the statistics have. The tables per tone have thousands. */
const SHOWN_LINES = 200;

/** The start of an output. */
function startOf(output: string): string {
  const lines = output.split('\n');
  const more = lines.length - SHOWN_LINES;
  return more <= 0 ? output : [...lines.slice(0, SHOWN_LINES), `… ${more} more lines`, ''].join('\n');
}

const verbatim = (title: string, text: string): Html =>
  html`<details>
    <summary>${title}</summary>
    <pre>${text}</pre>
  </details>`;

/** One string: the hash in the policy covers all its white space. */
const scriptElement = new Html(`<script>${SCRIPT}</script>`);

/** The control page: the line, a button per scenario, and the modem's answers verbatim. */
export function renderPage(view: View): string {
  const groups = GROUPS.map(
    ({ kind, title, about }) =>
      html`<h2>${title}</h2>
        <p class="quiet">${about}</p>
        <div class="scenarios">
          ${SCENARIOS.filter((scenario) => scenario.kind === kind).map((scenario) => button(scenario, view))}
        </div>`,
  );
  const outputs = Object.entries(view.answers.telnet).map(([command, text]) =>
    verbatim(command, startOf(text)),
  );
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>Mock modem</title>
          <style>
            ${style}
          </style>
        </head>
        <body>
          <main>
            ${new Html(renderLine(view))} ${groups} ${renderFleet(view.fleet)}
            <h2>Responses</h2>
            <p class="quiet">The modem's responses when this page was loaded, without any fault.</p>
            ${verbatim('GET /html/status/xdslStatus.asp', view.answers.page.body.toString())}${outputs}
            <p class="quiet">
              Endpoints: <code>GET /-/scenarios</code>, <code>PUT /-/scenario/{name}</code>,
              <code>GET /-/fleet</code>, <code>GET /-/requests</code>, <code>GET /-/healthy</code>.
            </p>
          </main>
          ${scriptElement}
        </body>
      </html>`,
  );
}
