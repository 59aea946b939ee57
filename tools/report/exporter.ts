import {
  type ErrorPeriodsDocument,
  parseErrorPeriodsDocument,
} from '../../modem/src/error-periods-document.ts';
import {
  parseSpectrumDocument,
  type SpectrumDocument,
  SpectrumDocumentError,
} from '../../modem/src/spectrum-document.ts';
import { request, RequestError } from '../../lib/http.ts';

/** Bound on both reads together, ms. The modem takes some seconds for the spectrum. */
const READ_MS = 12_000;

/** What was read from the modem when the report was made, or why it was not. */
export type ReadNow<T> = { readonly document: T } | { readonly problem: string };

/** What the exporter reads from the modem on request. A report does not need it. */
export interface Now {
  readonly spectrum: ReadNow<SpectrumDocument>;
  readonly errorPeriods: ReadNow<ErrorPeriodsDocument>;
}

/**
 * Reads the spectrum and the driver's own error periods from the exporter. It never rejects.
 *
 * @param exporterUrl without a trailing slash
 * @param lineName the line of the report; an exporter of another line has nothing for it
 */
export async function readNow(exporterUrl: string, lineName: string, signal: AbortSignal): Promise<Now> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]);
  const get = async <T extends { readonly line: string }>(
    path: string,
    parse: (text: string, status: number) => ReadNow<T>,
  ): Promise<ReadNow<T>> => {
    try {
      const { status, text } = await request(exporterUrl, path, deadline);
      if (status !== 200 && status !== 503) return { problem: refusal(status, text) };
      const result = parse(text, status);
      const isOther = 'document' in result && result.document.line !== lineName;
      return isOther ? { problem: 'the exporter reads another line' } : result;
    } catch (error) {
      if (!(error instanceof RequestError || error instanceof SpectrumDocumentError)) throw error;
      return { problem: error.message };
    }
  };
  // One after the other: the modem has one session.
  const errorPeriods = await get('/error-periods.json', errorPeriodsOf);
  return { errorPeriods, spectrum: await get('/spectrum.json', spectrumOf) };
}

/** The exporter says in one line why it has no such document, for example because telnet is off. */
const refusal = (status: number, text: string): string =>
  /^[a-z][^\n<]{10,200}\n$/.test(text) ? text.trim() : `the exporter responded with HTTP status ${status}`;

function errorPeriodsOf(text: string, status: number): ReadNow<ErrorPeriodsDocument> {
  if (status !== 200) return { problem: text.trim() };
  const document = parseErrorPeriodsDocument(text);
  return document === undefined
    ? { problem: 'the response of the exporter is not understood' }
    : { document };
}

/** With status 503 the document says what failed. */
function spectrumOf(text: string): ReadNow<SpectrumDocument> {
  const document = parseSpectrumDocument(text);
  const [problem] = document.problems;
  if (document.state === null) return { problem: problem?.message ?? 'no table could be read' };
  return document.state === 'up' ? { document } : { problem: 'the line was down when the report was made' };
}
