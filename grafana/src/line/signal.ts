import { type ValueMapping, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { column } from '../panel.ts';
import { graph, table } from '../panels.ts';
import { matrix } from '../matrix.ts';
import { dBm } from '../units.ts';
import { dsl, withLabel } from '../promql.ts';

const notThere = 'The line was not up in this range, or the modem did not answer';

const attenuation = () =>
  graph({
    title: 'Attenuation',
    description:
      'How much of the signal the copper takes. It moves by tenths of a dB with the seasons; a step of 2 dB is a ' +
      'joint or a cable. Upstream the modem prints 0.0 on VDSL2, which means "not measured": no series then.',
    noValue: notThere,
    width: 12,
    height: 8,
    unit: Decibel,
    decimals: 1,
    softMin: 0,
    queries: [{ expr: dsl('attenuation_decibels'), legend: '{{direction}}' }],
  });

const power = () =>
  graph({
    title: 'Transmit power',
    description:
      'How loud each end sends: downstream the cabinet, upstream the modem. Negative values are normal.',
    noValue: notThere,
    width: 12,
    height: 8,
    unit: dBm,
    decimals: 1,
    queries: [{ expr: dsl('transmit_power_dbm'), legend: '{{direction}}' }],
  });

/** What is measured of a band, and the column it has. */
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
      'The parts of the spectrum by themselves, as of the last scrape: U upstream, D downstream. A band that is ' +
      'not used has no figures. Only telnet tells them (xdslcmd info --pbParams).',
    noValue:
      'No figures per band. Only telnet tells them (MODEM_TELNET), and only of a VDSL2 line that is up.',
    width: 12,
    height: 9,
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

const identity = () =>
  table({
    title: 'What kind of line',
    description:
      'As the modem names it; what it did not say is left out. "Values from" tells whom the line’s values ' +
      'come from: telnet, the status page as documented, or the status page in the order that VDSL2 lines send.',
    noValue: 'The line is not up, or the modem does not answer',
    width: 12,
    height: 9,
    unit: NoUnit,
    queries: [
      {
        expr: `max by (modulation, annex, vdsl2_profile, tps_tc, data_path, layout) (${dsl('info')})`,
        instant: true,
        table: true,
      },
    ],
    transformations: [
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true, Value: true },
          indexByName: { modulation: 0, vdsl2_profile: 1, annex: 2, tps_tc: 3, data_path: 4, layout: 5 },
          renameByName: {
            modulation: 'Modulation',
            vdsl2_profile: 'Profile',
            annex: 'Annex',
            tps_tc: 'TPS-TC',
            data_path: 'Data path',
            layout: 'Values from',
          },
        },
      },
      { id: 'reduce', options: { reducers: ['lastNotNull'] } },
      {
        id: 'organize',
        options: { excludeByName: {}, indexByName: {}, renameByName: { Field: 'Line', 'Last *': 'Value' } },
      },
    ],
    overrides: [
      column('Line', [{ id: 'custom.width', value: 160 }]),
      column('Value', [{ id: 'mappings', value: [sourceNames()] }]),
    ],
  });

/** The label `layout` in words. */
const sourceNames = (): ValueMapping => ({
  type: MappingType.ValueToText,
  options: {
    telnet: { text: 'telnet', index: 0 },
    documented: { text: 'status page, documented order', index: 1 },
    shifted: { text: 'status page, VDSL2 order', index: 2 },
  },
});

/** What the copper does to the signal. */
export const signal = (): Section => ({
  title: 'Signal',
  rows: [
    [attenuation(), power()],
    [bands(), identity()],
  ],
});
