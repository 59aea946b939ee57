import { formatLatency } from '../../../lib/duration.ts';
import { type Html, html } from '../../../lib/html.ts';
import { stepsFor } from '../../../modem/src/advice.ts';
import { collectorNamed } from '../../../modem/src/collectors/index.ts';
import { lineStateText } from '../../../modem/src/line/state-text.ts';
import { type SpectrumDocument, spectrumOf } from '../../../modem/src/spectrum-document.ts';
import { interpret, type Interpretation } from '../../../modem/src/spectrum/interpret.ts';
import { findingText, summaryText } from '../../../modem/src/spectrum/text.ts';
import { htmlDocument } from '../web/document.ts';
import { formatClockWithZone } from '../web/landing/times.ts';
import { bandTable } from './band-table.ts';
import type { NumberedFinding } from './chart-option.ts';
import { spectrumCharts } from './charts.ts';
import type { PageInput } from './input.ts';
import { referenceOf, referenceSection, savedSection } from './reference.ts';
import { style } from './style.ts';

/** Findings that are listed. A table of random values has dozens. */
const MAX_FINDINGS = 12;

/**
 * Renders the spectrum of a line: what it shows, charts of the values against frequency, a table of the bands, and what
 * could not be read and why. It has no script, and works on phones, in dark mode and on paper.
 */
export function renderSpectrumPage({ document, reference: requested, references }: PageInput): string {
  const now = new Date();
  const reference = requested && referenceOf(requested);
  const spectrum = spectrumOf(document);
  const before = reference?.ok === true ? spectrumOf(reference.document) : undefined;
  const interpretation = interpret(spectrum, before);
  const findings = interpretation.findings
    .slice(0, MAX_FINDINGS)
    .map((finding, index) => ({ number: index + 1, finding }));
  const hasPlan = (spectrum.bandPlan ?? before?.bandPlan) !== undefined;
  const hasValues = interpretation.tones > 0 || spectrum.bits !== undefined;
  const charts = hasValues
    ? spectrumCharts({ spectrum, reference: before, bands: interpretation.bands, findings })
    : [];
  return htmlDocument({
    title: html`Spectrum &ndash; ${document.line}`,
    style,
    body: html`<header>
        <h1><span>${document.line}</span> Spectrum</h1>
        ${readingText(document, now)}
      </header>
      ${stateSection(document)} ${hasValues ? findingSection(interpretation, findings) : undefined}
      ${problemSection(document)} ${reference && referenceSection(reference, document, now)}
      ${hasValues ? legend(hasPlan, before !== undefined, findings.length > 0) : undefined} ${charts}
      ${hasValues ? bandSection(interpretation, document, before) : undefined}
      ${savedSection(references, requested?.name)}
      <nav>
        <a href="/">Line</a> <a href="/spectrum.json">Spectrum as JSON</a> <a href="/runbook">Runbook</a>
      </nav>`,
  });
}

/** When the values were read, and how long ago. */
function readingText({ readAt, readSeconds }: SpectrumDocument, now: Date): Html {
  const time = new Date(readAt);
  const age = Math.max(0, Math.round((now.getTime() - time.getTime()) / 1000));
  const ago = age < 3 ? 'just now' : `${age} s ago`;
  return html`<p class="quiet">
    Read at <time datetime="${readAt}">${formatClockWithZone(time)}</time>, ${ago}, in
    ${formatLatency(readSeconds)}. QLN and Hlog are measured when the line trains, SNR and bits now.
  </p>`;
}

/** Why there is no spectrum when the line is down or unknown. */
function stateSection({ state }: SpectrumDocument): Html | undefined {
  if (state === 'up') return undefined;
  if (state === null) return html`<p><strong>The spectrum could not be read.</strong></p>`;
  const { title, detail } = lineStateText[state];
  return html`<p><strong>${title}.</strong> ${detail} There is a spectrum only while the line is up.</p>`;
}

function findingSection(interpretation: Interpretation, findings: readonly NumberedFinding[]): Html {
  return html`<section>
    <h2>What it shows</h2>
    <p>${summaryText(interpretation)}</p>
    ${
      findings.length === 0
        ? undefined
        : html`<ol class="findings">
            ${findings.map(({ finding }) => findingItem(findingText(finding)))}
          </ol>`
    }
    ${
      interpretation.findings.length > findings.length
        ? html`<p>And ${interpretation.findings.length - findings.length} more.</p>`
        : undefined
    }
  </section>`;
}

const findingItem = ({ title, confidence, sentences }: ReturnType<typeof findingText>): Html =>
  html`<li class="${confidence}">
    <strong>${title}</strong> (${confidence === 'normal' ? 'no fault' : confidence})
    <p>${sentences.join(' ')}</p>
  </li> `;

/** Each cause once, with the tables concerned and what to do. */
function problemSection({ problems, tones }: SpectrumDocument): Html | undefined {
  if (problems.length === 0) return undefined;
  const causes = Map.groupBy(problems, ({ reason, message }) => `${reason} ${message}`);
  const items = [...causes.values()].map((same) => {
    const { collector, reason, message } = same[0]!;
    const titles = [...new Set(same.map((each) => collectorNamed(each.collector).title))].join(', ');
    // A table that was read, but for some of its values, needs no advice.
    const isRead = same.every((each) => tableOf(each.collector, tones) !== null);
    const { meaning, steps } = stepsFor(collector, reason);
    return html`<li>
      <strong>${titles}</strong> ${isRead ? 'has an invalid value' : html`failed (${reason})`}
      <p>${message}</p>
      ${
        isRead
          ? undefined
          : html`<p>${meaning}</p>
              <ol>
                ${steps.map((step) => html`<li>${step}</li> `)}
              </ol>`
      }
    </li>`;
  });
  return html`<section>
    <h2>What could not be read</h2>
    <ul class="problems">
      ${items}
    </ul>
  </section>`;
}

/** The table of a collector: `null` when it could not be read, `undefined` for the band plan. */
const tableOf = (collector: string, tones: SpectrumDocument['tones']): unknown =>
  (tones as Readonly<Record<string, unknown>>)[collector.replace('xdslcmd_', '')];

/** Which colour is which direction: without a band plan, curves have none. */
const legend = (isKnown: boolean, hasReference: boolean, hasMarks: boolean): Html =>
  html`<p class="legend quiet">
    ${
      isKnown
        ? html`<span><i class="key ds"></i> downstream</span> <span><i class="key us"></i> upstream</span>`
        : 'The modem printed no band plan: which tones carry which direction is unknown.'
    }
    ${hasReference ? html`<span><i class="key ref"></i> reference</span>` : undefined}
    ${hasMarks ? html`<span><i class="key mark"></i> finding, by its number</span>` : undefined}
  </p>`;

function bandSection(
  { bands }: Interpretation,
  document: SpectrumDocument,
  before: ReturnType<typeof spectrumOf> | undefined,
): Html {
  return html`<section>
    <h2>Bands</h2>
    <p class="quiet">
      Bits of all tones together; medians of SNR, QLN and
      Hlog.${before === undefined ? '' : ' In parentheses: the reference.'}
    </p>
    ${bandTable(bands, spectrumOf(document), before) ?? html`<p>No band is known.</p>`}
  </section>`;
}
