import { chartColours } from '../../lib/chart-style.ts';
import { renderChart } from '../../lib/chart.ts';
import { type Html, html } from '../../lib/html.ts';
import { type Spectrum, toneDirection } from '../../modem/src/line/spectrum.ts';
import { directions } from '../../modem/src/line/status.ts';
import { type SpectrumDocument, spectrumOf } from '../../modem/src/spectrum-document.ts';
import { toneCount } from '../../modem/src/spectrum/bands.ts';
import { curveOf } from '../../modem/src/spectrum/curve.ts';
import { interpret } from '../../modem/src/spectrum/interpret.ts';
import { findingText, summaryText } from '../../modem/src/spectrum/text.ts';
import { GRID, WIDTH } from './chart-parts.ts';
import type { ReadNow } from './exporter.ts';
import type { Zone } from './zone.ts';

/** Two charts side by side. */
const HALF = WIDTH / 2;

const tables = {
  snr: { title: 'SNR per tone, dB', word: 'SNR', unit: 'dB' },
  hlog: { title: 'Hlog per tone, dB', word: 'Hlog', unit: 'dB' },
} as const;

/** The spectrum of the line with what it shows, or why there is none. */
export function spectrumSection(result: ReadNow<SpectrumDocument>, zone: Zone): Html {
  if ('problem' in result) {
    return html`<h2>Spectrum</h2>
      <p class="muted">Not read: ${result.problem}.</p>`;
  }
  const { document } = result;
  const spectrum = spectrumOf(document);
  const interpretation = interpret(spectrum);
  const charts = (['snr', 'hlog'] as const).flatMap((table) => tableChart(spectrum, table) ?? []);
  return html`<h2>Spectrum, read on ${zone.dateTime(Date.parse(document.readAt) / 1000)}</h2>
    ${
      charts.length === 0
        ? undefined
        : html`<figure>
            <div class="pair">${charts}</div>
            <figcaption>
              <span class="key key-downstream">downstream</span>
              <span class="key key-upstream">upstream</span> SNR (left) now, Hlog (right) when the line
              trained, against MHz.
            </figcaption>
          </figure>`
    }
    <ul class="summary">
      <li>${summaryText(interpretation)}</li>
      ${interpretation.findings.map((finding) => {
        const { title, confidence, sentences } = findingText(finding);
        return html`<li>
          <strong>${title}</strong>${confidence === 'normal' ? '' : ` (${confidence})`}.
          ${sentences.join(' ')}
        </li>`;
      })}
      ${problemsOf(document)}
    </ul>`;
}

const problemsOf = ({ problems }: SpectrumDocument): Html[] =>
  problems.map(({ message }) => html`<li>Not read: ${message}.</li>`);

function tableChart(spectrum: Spectrum, table: keyof typeof tables): Html | undefined {
  const values = spectrum[table];
  const known = values?.filter((value) => value !== undefined) ?? [];
  if (values === undefined || known.length === 0) return undefined;
  const highest = toneCount(spectrum) - 1;
  const { bandPlan } = spectrum;
  const { title, word, unit } = tables[table];
  const columns = HALF - GRID.left - GRID.right;
  const series = directions.map((direction) => ({
    type: 'line' as const,
    showSymbol: false,
    lineStyle: { color: chartColours[direction], width: 1 },
    data: curveOf(
      values,
      (tone) => (bandPlan === undefined ? 'downstream' : toneDirection(bandPlan, tone)) === direction,
      highest,
      columns,
    ),
  }));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return renderChart({
    id: `spectrum-${table}`,
    title,
    description: `${word} of ${known.length} tones, from ${least.toFixed(1)} to ${most.toFixed(1)} ${unit}.`,
    width: HALF,
    height: 130,
    option: {
      grid: { ...GRID, containLabel: false },
      xAxis: { type: 'value', min: 0, splitNumber: 4, splitLine: { show: false } },
      yAxis: { type: 'value', scale: true, splitNumber: 3 },
      series,
    },
  });
}
