import { type ValueMapping, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { column } from '../panel.ts';
import { graph } from '../panels.ts';
import { columns, table } from '../table.ts';
import { matrix } from '../matrix.ts';
import { dBm } from '../units.ts';
import { dsl, withLabel } from '../promql.ts';

const noData = 'No data in this range: the line was down or the modem did not respond';

const attenuation = () =>
  graph({
    title: 'Attenuation',
    description:
      'Attenuation of the signal by the line, updated at each sync. It varies by tenths of a dB with the seasons; ' +
      'a step of 2 dB indicates a fault in a joint or cable. On VDSL2 the modem prints 0.0 upstream, which means ' +
      '"not measured": the series is absent.',
    noValue: noData,
    width: 6,
    height: 8,
    unit: Decibel,
    decimals: 1,
    queries: [{ expr: dsl('attenuation_decibels'), legend: '{{direction}}' }],
  });

const power = () =>
  graph({
    title: 'Transmit power',
    description:
      'Transmit power of each end: downstream the cabinet, upstream the modem. Negative values are normal.',
    noValue: noData,
    width: 6,
    height: 8,
    unit: dBm,
    decimals: 1,
    queries: [{ expr: dsl('transmit_power_dbm'), legend: '{{direction}}' }],
  });

/** Metrics per band, with the titles of their columns. */
const figures = {
  band_line_attenuation_decibels: 'Line attenuation',
  band_signal_attenuation_decibels: 'Signal attenuation',
  band_snr_margin_decibels: 'SNR margin',
  band_transmit_power_dbm: 'Transmit power',
} as const;

const bands = () =>
  matrix({
    title: 'Bands',
    description:
      'Values of each frequency band at the last scrape: U upstream, D downstream. Unused bands have no values. ' +
      'Requires telnet (xdslcmd info --pbParams).',
    noValue: 'No values per band. Requires telnet (MODEM_TELNET) and a VDSL2 line that is up.',
    width: 12,
    height: 8,
    unit: Decibel,
    decimals: 1,
    row: { label: 'band', title: 'Band' },
    column: {
      label: 'figure',
      titles: Object.fromEntries(Object.values(figures).map((text) => [text, text])),
    },
    expr: Object.entries(figures)
      .map(([metric, text]) => withLabel(`max by (band) (${dsl(metric)})`, 'figure', text))
      .join(' or '),
    overrides: [column('Transmit power', [{ id: 'unit', value: dBm }])],
  });

/** Modulation and profile. */
export const identity = () =>
  table({
    title: 'Line details',
    description:
      'As reported by the modem; values that it did not report are left out. "Source" is where the values of the ' +
      'line come from: telnet, the status page in the documented layout, or the status page in the layout of ' +
      'VDSL2 lines.',
    noValue: 'No data: the line is down or the modem does not respond',
    width: 8,
    height: 8,
    unit: NoUnit,
    queries: [
      {
        expr: `max by (modulation, annex, vdsl2_profile, tps_tc, data_path, layout) (${dsl('info')})`,
        instant: true,
        table: true,
      },
    ],
    transformations: [
      columns(
        {
          modulation: 'Modulation',
          vdsl2_profile: 'Profile',
          annex: 'Annex',
          tps_tc: 'TPS-TC',
          data_path: 'Data path',
          layout: 'Source',
        },
        ['Time', 'Value'],
      ),
      { id: 'reduce', options: { reducers: ['lastNotNull'] } },
      {
        id: 'organize',
        options: { excludeByName: {}, indexByName: {}, renameByName: { Field: 'Line', 'Last *': 'Value' } },
      },
    ],
    overrides: [
      column('Line', [{ id: 'custom.minWidth', value: 100 }]),
      column('Value', [{ id: 'mappings', value: [sourceNames()] }]),
    ],
  });

/** Texts for the label `layout`. */
const sourceNames = (): ValueMapping => ({
  type: MappingType.ValueToText,
  options: {
    telnet: { text: 'telnet', index: 0 },
    documented: { text: 'status page, documented layout', index: 1 },
    shifted: { text: 'status page, VDSL2 layout', index: 2 },
  },
});

/** Attenuation, transmit power and bands. */
export const signal = (): Section => ({
  title: 'Signal',
  rows: [[attenuation(), power(), bands()]],
});
