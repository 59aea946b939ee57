import { toneFrequency, type ToneTable } from '../line/spectrum.ts';
import type { Band } from './bands.ts';
import { type BridgedTap, VELOCITY_FACTOR } from './bridged-tap.ts';
import { type MeasuredFrequency, radioMatch } from './broadcast.ts';
import { type BandChange, LEAST_CHANGE } from './change.ts';
import type { Finding, Interpretation } from './interpret.ts';
import type { MissingBand } from './missing-band.ts';
import type { LocalNoise } from './noise.ts';

/** A finding in words. */
interface FindingText {
  readonly title: string;
  /** How sure it is. `normal`: nothing is wrong. */
  readonly confidence: 'likely' | 'possible' | 'normal';
  /** What it rests on, and what else it can be. */
  readonly sentences: readonly string[];
}

/** How tables are called in sentences. */
const tableNames: Readonly<Record<ToneTable, string>> = {
  bits: 'bits',
  snr: 'SNR',
  qln: 'QLN',
  hlog: 'Hlog',
};

/** States a finding with its uncertainty. */
export function findingText(finding: Finding): FindingText {
  switch (finding.kind) {
    case 'interferer':
      return interfererText(finding);
    case 'broad_noise':
      return {
        title: `Broad noise from ${rangeText(finding.tones)}${inBand(finding.band)}`,
        confidence: finding.evidence === 'both' ? 'likely' : 'possible',
        sentences: [
          evidenceText(finding),
          'Crosstalk from other lines, powerline adapters and faulty power supplies are common causes.',
        ],
      };
    case 'band_noise':
      return {
        title: `Noise across ${bandText(finding.band)}`,
        confidence: 'possible',
        sentences: [
          `SNR is at least ${decibels(finding.lacking)} lower than the loss of the line (Hlog) and its quiet line noise (QLN) explain.`,
          'QLN is measured when the line trains, so the noise has probably come since then. This assumes an ordinary transmit power.',
        ],
      };
    case 'bridged_tap':
      return bridgedTapText(finding);
    case 'missing_band':
      return missingBandText(finding);
    default:
      return changeText(finding);
  }
}

function interfererText(noise: LocalNoise): FindingText {
  return {
    title: `Narrow interference at ${frequencyText(noise.peak)}${inBand(noise.band)}`,
    confidence: noise.evidence === 'both' ? 'likely' : 'possible',
    sentences: [evidenceText(noise), radioText(noise)],
  };
}

function evidenceText({ evidence, snrLoss, qlnRise, tones: { first, last } }: LocalNoise): string {
  const where = first === last ? `At tone ${first}` : `At tones ${first} to ${last}`;
  switch (evidence) {
    case 'both':
      return `${where}, SNR is up to ${decibels(snrLoss)} lower and quiet line noise up to ${decibels(qlnRise)} higher than around them.`;
    case 'snr':
      return `${where}, SNR is up to ${decibels(snrLoss)} lower than around them and than the loss of the line explains. Quiet line noise, which is measured when the line trains, is not higher there or is unknown: the noise may have come since.`;
    default:
      return `${where}, quiet line noise was up to ${decibels(qlnRise)} higher than around them when the line trained. SNR does not show it now, or was not measured there.`;
  }
}

function radioText({ peak, evidence }: LocalNoise): string {
  const match = radioMatch(peak);
  if (match === undefined) {
    return 'It matches no broadcast channel or amateur band of Europe and Africa (ITU Region 1). Switched-mode power supplies and powerline adapters are common causes.';
  }
  const { service, channels } = match;
  if (channels.length === 0) {
    const where = `It lies in ${service.name} (${service.from} to ${service.to} kHz)`;
    // A notch in the transmit power lowers SNR, and is no noise.
    return service.isAmateur === true && evidence === 'snr'
      ? `${where}. Lines often send with less power in amateur bands, which is normal and looks the same; otherwise it may be a transmitter there.`
      : `${where}, so it may be a transmitter there.`;
  }
  const named = `${channels.length === 1 ? 'an AM channel' : 'AM channels'}, ${listOf(channels.map(String), 'or')} kHz (${service.name})`;
  return `It matches ${named}. Channels are ${service.spacing} kHz apart, so a match alone is weak evidence: a radio tuned to the channel shows whether a station is received.`;
}

function bridgedTapText({ confidence, metres, dips, depth }: BridgedTap): FindingText {
  const { assumed, low, high } = VELOCITY_FACTOR;
  const shown = dips.slice(0, 4).map(megahertz);
  const others = dips.length - shown.length;
  const where = others === 0 ? `${listOf(shown, 'and')} MHz` : `${shown.join(', ')} MHz and ${others} more`;
  const single =
    'There is only one dip in the measured spectrum, so its cause can be another, such as a bad joint.';
  return {
    title: `Bridged tap of about ${Math.round(metres.estimate)} m`,
    confidence,
    sentences: [
      `Hlog dips by up to ${decibels(depth)} at ${where}, as an unused length of cable of ${Math.round(metres.low)} to ${Math.round(metres.high)} m does that is still connected to the line.`,
      `The length assumes that signals travel at ${assumed} times the speed of light in the cable (${low.toFixed(2)} to ${high.toFixed(2)} in the bounds).`,
      ...(dips.length === 1 ? [single] : []),
      'Extension wiring in the house is a common cause: compare with the modem connected at the test socket.',
    ],
  };
}

function missingBandText({ band, loss, isTooFar }: MissingBand): FindingText {
  const title = `${bandText(band)} carries no data`;
  if (isTooFar) {
    return {
      title,
      confidence: 'normal',
      sentences: [
        `The line loses ${decibels(loss!)} there, too much for any line: this is normal for its length.`,
      ],
    };
  }
  return {
    title,
    confidence: 'likely',
    sentences: [
      loss === undefined
        ? 'All its tones have 0 bits. The loss there is unknown: the line may be too long for the band, or noise may be in the way.'
        : `All its tones have 0 bits, although the line loses only ${decibels(loss)} there. Noise, or a limit that the provider has set, are possible causes.`,
    ],
  };
}

function changeText({ band, snr, qln, hlog }: BandChange): FindingText {
  const changes = [
    ['SNR', snr],
    ['QLN', qln],
    ['Hlog', hlog],
  ] as const;
  const known = changes.flatMap(([name, change]) =>
    change === undefined
      ? []
      : [`${name} ${change > 0 ? '+' : change < 0 ? '−' : '±'}${decibels(Math.abs(change))}`],
  );
  const sentences = [`Median change: ${known.join(', ')}.`];
  if (hlog !== undefined && hlog <= -LEAST_CHANGE.hlog) {
    sentences.push(
      'The loss of the line itself has grown: a bad joint, water in the cable or another cable route are possible causes.',
    );
  } else if (hlog !== undefined && snr !== undefined && snr <= -LEAST_CHANGE.snr) {
    const loss = hlog >= LEAST_CHANGE.hlog ? 'smaller' : 'the same';
    sentences.push(
      `The loss of the line is ${loss}, so there is more noise than at the time of the reference, by day or by season.`,
    );
  }
  const isWorse =
    (snr ?? 0) <= -LEAST_CHANGE.snr || (qln ?? 0) >= LEAST_CHANGE.qln || (hlog ?? 0) <= -LEAST_CHANGE.hlog;
  return {
    title: `${bandText(band)} differs from the reference`,
    confidence: isWorse ? 'possible' : 'normal',
    sentences,
  };
}

/** What was looked at and what could not be, such as for a spectrum without any finding. */
export function summaryText({ findings, tones, missing, bands }: Interpretation): string {
  const without =
    missing.length === 0
      ? ''
      : ` Without ${listOf(
          missing.map((table) => tableNames[table]),
          'and',
        )}, the search is incomplete.`;
  const plan =
    tones > 0 && bands.every(({ direction }) => direction === undefined)
      ? ' Without a band plan, missing bands are unknown.'
      : '';
  if (tones === 0) return 'No tone has a value that could be examined.';
  const found =
    findings.length === 0 ? `Nothing unusual was found in ${tones} tones.` : `${tones} tones were examined.`;
  return `${found}${without}${plan}`;
}

/** `D1`, or `the band from 0.14 to 3.70 MHz` without a plan. */
const bandText = (band: Band): string => band.name ?? `the band from ${rangeText(band)}`;

const inBand = ({ name }: Band): string => (name === undefined ? '' : ` (${name})`);

const rangeText = ({ first, last }: { first: number; last: number }): string =>
  `${megahertz(toneFrequency(first) / 1000)} to ${megahertz(toneFrequency(last) / 1000)} MHz`;

/** Below 2 MHz in kHz, as on the dial of a radio. */
function frequencyText({ kilohertz, uncertainty }: MeasuredFrequency): string {
  return kilohertz < 2000
    ? `${Math.round(kilohertz)} ± ${Math.ceil(uncertainty)} kHz`
    : `${(kilohertz / 1000).toFixed(3)} ± ${(uncertainty / 1000).toFixed(3)} MHz`;
}

const megahertz = (value: number): string => value.toFixed(2);
const decibels = (value: number): string => `${Math.round(value)} dB`;

/** `a`, `a and b`, `a, b and c`. */
function listOf(items: readonly string[], conjunction: 'and' | 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
