import {
  parseSpectrumDocument,
  type SpectrumDocument,
  SpectrumDocumentError,
} from '../../modem/src/spectrum-document.ts';
import { request, RequestError } from '../stack/http.ts';

/** Bound on the read of the spectrum, ms. A modem takes some seconds for it. */
const SPECTRUM_MS = 12_000;

/** The spectrum of a line as read now, or why there is none. */
export type SpectrumResult = { readonly document: SpectrumDocument } | { readonly problem: string };

/**
 * Reads the spectrum from the exporter. It never rejects: a report does not need it.
 *
 * @param exporterUrl without a trailing slash
 * @param lineName the line of the report; an exporter of another line has no spectrum for it
 */
export async function readSpectrum(
  exporterUrl: string,
  lineName: string,
  signal: AbortSignal,
): Promise<SpectrumResult> {
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(SPECTRUM_MS)]);
    const { status, text } = await request(exporterUrl, '/spectrum.json', deadline);
    // With 503 it says what failed.
    if (status !== 200 && status !== 503)
      return { problem: `the exporter responded with HTTP status ${status}` };
    const document = parseSpectrumDocument(text);
    if (document.line !== lineName) return { problem: 'the exporter reads another line' };
    const [problem] = document.problems;
    if (document.state === null) return { problem: problem?.message ?? 'no table could be read' };
    if (document.state !== 'up') return { problem: 'the line was down when the report was made' };
    return { document };
  } catch (error) {
    if (!(error instanceof RequestError || error instanceof SpectrumDocumentError)) throw error;
    return { problem: error.message };
  }
}
