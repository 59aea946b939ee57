import { type Html, html } from '../../../lib/html.ts';
import {
  type Spectrum,
  toneFrequency,
  type ToneTable,
  toneTables,
} from '../../../modem/src/line/spectrum.ts';
import type { Band } from '../../../modem/src/spectrum/bands.ts';
import { median } from '../../../modem/src/spectrum/statistics.ts';

/** Bits of all tones, and the medians of the other values, per band, in parentheses those of the reference. */
export function bandTable(
  bands: readonly Band[],
  spectrum: Spectrum,
  reference: Spectrum | undefined,
): Html | undefined {
  if (bands.length === 0) return undefined;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Bands">
    <table>
      <thead>
        <tr>
          <th scope="col">Band</th>
          <th scope="col">MHz</th>
          <th scope="col">Bits</th>
          <th scope="col">SNR (dB)</th>
          <th scope="col">QLN (dBm/Hz)</th>
          <th scope="col">Hlog (dB)</th>
        </tr>
      </thead>
      <tbody>
        ${bands.map((band) => bandRow(band, spectrum, reference))}
      </tbody>
    </table>
  </div>`;
}

const frequency = (tone: number): string => (toneFrequency(tone) / 1000).toFixed(2);

function bandRow(band: Band, spectrum: Spectrum, reference: Spectrum | undefined): Html {
  const name = band.name ?? '–';
  const arrow = band.direction === undefined ? '' : ` ${band.direction === 'upstream' ? 'up' : 'down'}`;
  return html`<tr>
    <th scope="row">${name}${arrow}</th>
    <td>${frequency(band.first)}–${frequency(band.last)}</td>
    ${toneTables.map((table) => cell(table, band, spectrum, reference))}
  </tr> `;
}

function cell(table: ToneTable, band: Band, spectrum: Spectrum, reference: Spectrum | undefined): Html {
  const now = valueOf(table, band, spectrum);
  const before = reference && valueOf(table, band, reference);
  if (now === undefined && before === undefined) {
    return html`<td class="absent"><span aria-label="not measured">–</span></td>`;
  }
  return html`<td>
    ${now ?? '–'}${before === undefined ? '' : html` <span class="before">(${before})</span>`}
  </td>`;
}

function valueOf(table: ToneTable, { first, last }: Band, spectrum: Spectrum): string | undefined {
  const known = spectrum[table]?.slice(first, last + 1).filter((value) => value !== undefined) ?? [];
  if (known.length === 0) return undefined;
  return table === 'bits'
    ? String(known.reduce((sum, value) => sum + value, 0))
    : median(known).toFixed(1).replace('-', '−');
}
