import { TONES_PER_GROUP, toneFrequency, type ToneTable } from '../../../modem/src/line/spectrum.ts';
import type { SpectrumObservation } from '../../../modem/src/spectrum-observation.ts';
import type { MetricRow, Sample } from './row.ts';

/** The lowest frequency of a group in kHz, a whole number, with as many digits as the highest: it sorts as text. */
const frequencyLabel = (firstTone: number): string => String(toneFrequency(firstTone)).padStart(5, '0');

/** One value per group of 64 tones, of those tones that have a value. */
function perGroup(
  table: ToneTable,
  summarise: (values: readonly number[]) => number,
): Pick<MetricRow<SpectrumObservation>, 'type' | 'labels' | 'samples'> {
  return {
    type: 'gauge',
    labels: ['frequency_kilohertz'],
    *samples({ spectrum }): Iterable<Sample> {
      const tones = spectrum[table] ?? [];
      for (let first = 0; first < tones.length; first += TONES_PER_GROUP) {
        const values = tones.slice(first, first + TONES_PER_GROUP).filter((value) => value !== undefined);
        if (values.length > 0) yield { labels: [frequencyLabel(first)], value: summarise(values) };
      }
    },
  };
}

const lowest = (values: readonly number[]): number => Math.min(...values);
const highest = (values: readonly number[]): number => Math.max(...values);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The spectrum in groups of 64 tones (276 kHz): at most 256 series. A narrow interferer covers a few tones of a group,
 * which a mean would hide: SNR is that of the worst tone, and noise that of the loudest.
 */
export const spectrumMetrics: readonly MetricRow<SpectrumObservation>[] = [
  {
    name: 'hg612_dsl_spectrum_snr_decibels',
    help: 'Lowest signal-to-noise ratio among 64 tones; frequency_kilohertz is the lowest frequency of the group.',
    source: { telnet: '--SNR' },
    ...perGroup('snr', lowest),
  },
  {
    name: 'hg612_dsl_spectrum_bit_loading',
    help: 'Mean number of bits loaded per tone among 64 tones; frequency_kilohertz is the lowest frequency of the group.',
    source: { telnet: '--Bits' },
    ...perGroup('bits', mean),
  },
  {
    name: 'hg612_dsl_spectrum_quiet_line_noise_dbm_per_hertz',
    help:
      'Highest quiet line noise among 64 tones, measured while the line trained; frequency_kilohertz is the lowest ' +
      'frequency of the group.',
    source: { telnet: '--QLN' },
    ...perGroup('qln', highest),
  },
  {
    name: 'hg612_dsl_spectrum_hlog_decibels',
    help:
      "Mean magnitude of the channel's transfer function among 64 tones, measured while the line trained; " +
      'frequency_kilohertz is the lowest frequency of the group.',
    source: { telnet: '--Hlog' },
    ...perGroup('hlog', mean),
  },
];
