import { type Html, html } from '../../../lib/html.ts';
import {
  parseSpectrumDocument,
  type SpectrumDocument,
  SpectrumDocumentError,
} from '../../../modem/src/spectrum-document.ts';
import { formatMoment } from '../web/landing/times.ts';

/** A saved reading, or why it cannot be used. */
export type Reference =
  | { readonly ok: true; readonly name: string; readonly document: SpectrumDocument }
  | { readonly ok: false; readonly name: string; readonly reason: string };

/** Parses a saved reading. */
export function referenceOf({ name, text }: { name: string; text: string }): Reference {
  try {
    return { ok: true, name, document: parseSpectrumDocument(text) };
  } catch (error) {
    if (!(error instanceof SpectrumDocumentError)) throw error;
    return { ok: false, name, reason: error.message };
  }
}

/** Which reading the page compares with, or why it cannot. */
export function referenceSection(reference: Reference, { line }: SpectrumDocument, now: Date): Html {
  if (!reference.ok) {
    return html`<p role="note">
      <strong>The reference ${reference.name} cannot be used:</strong> ${reference.reason}
    </p>`;
  }
  const { document, name } = reference;
  const other =
    document.line === line ? '' : html` <strong>It is a reading of another line, ${document.line}.</strong>`;
  const empty =
    document.state === 'up'
      ? ''
      : ` ${withoutSpectrum(document.state)}, so it has no values to compare with.`;
  return html`<p>
    Compared with the reference <strong>${name}</strong>, read on
    <time datetime="${document.readAt}">${formatMoment(new Date(document.readAt), now)}</time
    >.${other}${empty} <a class="onscreen" href="/spectrum">Without reference</a>
  </p>`;
}

function withoutSpectrum(state: SpectrumDocument['state']): string {
  if (state === null) return 'Its spectrum could not be read';
  return state === 'unknown' ? 'The state of the line was unknown then' : 'The line was down then';
}

/** Links to the saved readings, and how to save one. */
export function savedSection(references: readonly string[] | undefined, current: string | undefined): Html {
  const others = references?.filter((name) => name !== current) ?? [];
  return html`<section class="onscreen">
    <h2>Compare</h2>
    ${
      references === undefined
        ? html`<p>Set SPECTRUM_REFERENCE_DIR to a folder to compare with saved readings.</p>`
        : html`<p>
            ${others.map((name) => html`<a href="/spectrum?reference=${encodeURIComponent(name)}">${name}</a> `)}
            To save a reading, store <a href="/spectrum.json">/spectrum.json</a> as <code>NAME.json</code> in
            the folder of references.
          </p>`
    }
  </section>`;
}
