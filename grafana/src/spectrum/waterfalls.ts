import { Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { heatmap } from '../heatmap.ts';
import { dsl, highestPerStep, latestOfStep, lowestPerStep } from '../promql.ts';
import { dBmPerHertz, kilohertz } from '../units.ts';

/** A step is at least as long as the interval of the scrape: a shorter one would be empty. */
const common = { interval: '15m', rowUnit: kilohertz } as const;

/** What to set where there is no data. */
const noData =
  'No data in this range. It requires telnet (MODEM_TELNET) and the scrape of the spectrum (SPECTRUM=on in .env, or ' +
  'serviceMonitor.spectrum.enabled in the chart); see docs/spectrum.md.';

const rows = 'Rows are groups of 64 tones by their lowest frequency. An empty cell: not measured.';

/** The label is a number of five digits, so the rows are in the order of the frequency. */
const legend = '{{frequency_kilohertz}}';

const snr = dsl('spectrum_snr_decibels');

/** SNR over time and frequency. */
export const snrWaterfall = () =>
  heatmap({
    title: 'SNR',
    description: `Lowest signal-to-noise ratio of each group of tones in each step. A row that turns red in the evening is interference at that frequency. ${rows}`,
    noValue: noData,
    width: 24,
    height: 13,
    ...common,
    unit: Decibel,
    decimals: 1,
    // Grafana itself reverses this scheme: red is low.
    scheme: 'RdYlGn',
    reverse: true,
    min: 0,
    max: 45,
    queries: [{ expr: lowestPerStep(snr), legend }],
  });

/** SNR against what is usual for each frequency. */
export const snrChangeWaterfall = () =>
  heatmap({
    title: 'SNR against its 7-day median',
    description: `Lowest SNR of each group of tones in each step, minus the median of the 7 days before. Red: noise that is not there usually. Noise at some frequencies is a transmitter or a device in the house, noise at all of them is crosstalk from other lines. ${rows}`,
    noValue: noData,
    width: 24,
    height: 13,
    ...common,
    unit: Decibel,
    decimals: 1,
    scheme: 'RdBu',
    reverse: true,
    min: -12,
    max: 12,
    queries: [{ expr: `(${lowestPerStep(snr)}) - quantile_over_time(0.5, ${snr}[7d])`, legend }],
  });

/** Bits over time and frequency. */
export const bitsWaterfall = () =>
  heatmap({
    title: 'Bits per tone',
    description: `Mean bits loaded per tone of each group, lowest of each step. Bit swapping moves bits from disturbed tones to others. ${rows}`,
    noValue: noData,
    width: 12,
    height: 12,
    ...common,
    unit: NoUnit,
    decimals: 1,
    scheme: 'Viridis',
    reverse: false,
    min: 0,
    max: 15,
    queries: [{ expr: lowestPerStep(dsl('spectrum_bit_loading')), legend }],
  });

/** Quiet line noise over time and frequency. */
export const quietLineNoiseWaterfall = () =>
  heatmap({
    title: 'Quiet line noise',
    description: `Highest quiet line noise of each group of tones. It is measured when the line trains, and changes only then. ${rows}`,
    noValue: noData,
    width: 12,
    height: 12,
    ...common,
    unit: dBmPerHertz,
    decimals: 1,
    scheme: 'YlOrRd',
    reverse: false,
    min: -140,
    max: -90,
    queries: [{ expr: highestPerStep(dsl('spectrum_quiet_line_noise_dbm_per_hertz')), legend }],
  });

/** Transfer function over time and frequency. */
export const transferFunctionWaterfall = () =>
  heatmap({
    title: 'Hlog',
    description: `Mean transfer function of each group of tones: 0 is no loss. It is measured when the line trains. A change is a change of the line itself, such as a bad joint. ${rows}`,
    noValue: noData,
    width: 24,
    height: 12,
    ...common,
    unit: Decibel,
    decimals: 1,
    scheme: 'Viridis',
    reverse: false,
    min: -80,
    max: 0,
    queries: [{ expr: latestOfStep(dsl('spectrum_hlog_decibels')), legend }],
  });
