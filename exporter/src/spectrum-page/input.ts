import type { SpectrumDocument } from '../../../modem/src/spectrum-document.ts';

/** What the exporter passes to the program that renders the page, as JSON. */
export interface PageInput {
  /** The reading, as `/spectrum.json` has it. */
  readonly document: SpectrumDocument;
  /** The saved reading that was requested; its text is not checked yet. */
  readonly reference: { readonly name: string; readonly text: string } | undefined;
  /** Names of all saved readings; `undefined` when no folder for them is configured. */
  readonly references: readonly string[] | undefined;
}
