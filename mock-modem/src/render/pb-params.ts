import { toText } from './columns.ts';
import { header } from './header.ts';
import { decibels } from './numbers.ts';
import { bandNames } from './snapshot.ts';
import type { BandPlan, BandsSnapshot, BandSnapshot, LineSnapshot, PerDirection, Tones } from './snapshot.ts';
import type { ShellStyle } from './stats.ts';

/** `xdslcmd info --pbParams`: attenuation, SNR margin and transmit power per VDSL2 band. ADSL has no bands. */
export function renderPbParams(line: LineSnapshot, { driver, spacing = 'tabs' }: ShellStyle): string {
  return toText([...header(line, driver), ...body(line)], spacing);
}

function body(line: LineSnapshot): string[] {
  if (line.state !== 'showtime') return [];
  if (line.bands === undefined) return ['Currently not in VDSL modulation'];
  return ['', ...plans(line.bands), ...port(line), ...table(line.bands)];
}

function plans({ discovery, medley }: BandsSnapshot): string[] {
  return [
    ...plan('Discovery Phase (Initial) Band Plan', discovery),
    ...plan('Medley Phase (Final) Band Plan', medley),
  ];
}

const plan = (title: string, { upstream, downstream }: BandPlan): string[] => [
  title,
  `US: ${stretches(upstream)}`,
  `DS: ${stretches(downstream)}`,
];

/** Each tone range is followed by a space, including the last. */
const stretches = (tones: readonly Tones[]): string =>
  tones.map(([first, last]) => `(${first},${last}) `).join('');

function port({ attainableRate, transmitPower }: LineSnapshot): string[] {
  return [
    '       VDSL Port Details       Upstream        Downstream',
    `Attainable Net Data Rate:${portRow(attainableRate, String, 'kbps')}`,
    `Actual Aggregate Tx Power:${portRow(transmitPower, decibels, 'dBm')}`,
    '='.repeat(76),
  ];
}

const portRow = (
  { upstream, downstream }: PerDirection,
  write: (value: number) => string,
  unit: string,
): string => `${write(upstream).padStart(11)} ${unit}${write(downstream).padStart(14)} ${unit}`;

/** Labels are right-aligned. */
const rows: readonly (readonly [label: string, field: keyof BandSnapshot])[] = [
  ['  Line Attenuation(dB):', 'lineAttenuation'],
  ['Signal Attenuation(dB):', 'signalAttenuation'],
  ['        SNR Margin(dB):', 'snrMargin'],
  ['         TX Power(dBm):', 'transmitPower'],
];

function table({ bands }: BandsSnapshot): string[] {
  return [
    `  VDSL Band Status        ${bandNames.join('      ')}`,
    ...rows.map(
      ([label, field]) => `${label}\t${bandNames.map((name) => `${cell(bands[name][field])}\t`).join('')}`,
    ),
  ];
}

const cell = (value: number | undefined): string => (value === undefined ? '  N/A' : decibels(value));
