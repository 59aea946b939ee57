import { spectrumCollectors } from '../../../modem/src/collectors/index.ts';
import type { CollectorData } from '../../../modem/src/collectors/collector.ts';
import type { ToneTable } from '../../../modem/src/line/spectrum.ts';
import type { Outcome } from '../../../modem/src/parse.ts';
import type { ReadResult } from '../../../modem/src/read.ts';
import { observeSpectrum } from '../../../modem/src/spectrum-observation.ts';
import type { SpectrumObservation } from '../../../modem/src/spectrum-observation.ts';
import type { LineSnapshot } from '../render/snapshot.ts';

/** Seconds between two scrapes of the spectrum. */
const INTERVAL = 15 * 60;
/** How much of the history has a spectrum, seconds: more would make the first start of the demo noticeably slower. */
const LENGTH = 8 * 86_400;

/** Whether the spectrum is scraped at a moment, seconds before the end of the history. */
export const hasSpectrum = (moment: number, to: number): boolean =>
  moment % INTERVAL === 0 && to - moment <= LENGTH;

/** Duration of one command, in seconds. */
const READ_SECONDS = 0.02;

const tables: Readonly<Record<string, ToneTable>> = {
  xdslcmd_bits: 'bits',
  xdslcmd_snr: 'snr',
  xdslcmd_qln: 'qln',
  xdslcmd_hlog: 'hlog',
};

/**
 * What the exporter reads from a line per tone. The values are not rendered and parsed for each of hundreds of scrapes,
 * which would take as long as the rest of the history; the result is the same.
 */
export function spectrumOf({ state, tones }: LineSnapshot): SpectrumObservation {
  const isUp = state === 'showtime';
  const dataOf = (name: string): CollectorData => {
    const table = tables[name];
    if (table === undefined) return {};
    return { tones: { state: isUp ? 'up' : 'unknown', ...(isUp && tones && { [table]: tones[table] }) } };
  };
  const outcomes: ReadResult['outcomes'] = new Map(
    spectrumCollectors.map(({ name }): [typeof name, Outcome] => [
      name,
      { ok: true, parsed: { data: dataOf(name), problems: [] }, seconds: READ_SECONDS },
    ]),
  );
  return observeSpectrum({ outcomes, seconds: READ_SECONDS });
}
