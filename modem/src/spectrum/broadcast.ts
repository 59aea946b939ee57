/** A use of a range of frequencies that a line can pick up. */
interface RadioService {
  /** Such as `medium wave broadcasting`. */
  readonly name: string;
  /** kHz */
  readonly from: number;
  readonly to: number;
  /** kHz between channels; channel frequencies are multiples of it. `undefined`: no channels. */
  readonly spacing?: number;
  /** Lines often send with less power in amateur bands, so that they do not disturb them. */
  readonly isAmateur?: boolean;
}

/** Services of ITU Region 1 (Europe, Africa) within the spectrum of a line, by ITU Radio Regulations, article 5. */
const services: readonly RadioService[] = [
  { name: 'long wave broadcasting', from: 153, to: 279, spacing: 9 },
  { name: 'medium wave broadcasting', from: 531, to: 1602, spacing: 9 },
  { name: 'the 160 m amateur band', from: 1810, to: 2000, isAmateur: true },
  { name: 'the 80 m amateur band', from: 3500, to: 3800, isAmateur: true },
  { name: 'the 49 m broadcast band', from: 5900, to: 6200 },
  { name: 'the 40 m amateur band', from: 7000, to: 7200, isAmateur: true },
  { name: 'the 41 m broadcast band', from: 7200, to: 7450 },
  { name: 'the 31 m broadcast band', from: 9400, to: 9900 },
  { name: 'the 30 m amateur band', from: 10_100, to: 10_150, isAmateur: true },
  { name: 'the 25 m broadcast band', from: 11_600, to: 12_100 },
  { name: 'the 22 m broadcast band', from: 13_570, to: 13_870 },
  { name: 'the 20 m amateur band', from: 14_000, to: 14_350, isAmateur: true },
  { name: 'the 19 m broadcast band', from: 15_100, to: 15_800 },
  { name: 'the 16 m broadcast band', from: 17_480, to: 17_900 },
];

/** A frequency in kHz that is known to within `uncertainty` to either side. */
export interface MeasuredFrequency {
  readonly kilohertz: number;
  readonly uncertainty: number;
}

/** What may transmit at a frequency. */
interface RadioMatch {
  readonly service: RadioService;
  /** The channels within the uncertainty, nearest first, kHz. Empty for a service without channels. */
  readonly channels: readonly number[];
}

/** The radio service at a frequency; `undefined` when there is none within the uncertainty. */
export function radioMatch({ kilohertz, uncertainty }: MeasuredFrequency): RadioMatch | undefined {
  for (const service of services) {
    const { from, to, spacing } = service;
    if (spacing === undefined) {
      if (kilohertz >= from && kilohertz <= to) return { service, channels: [] };
      continue;
    }
    const lowest = Math.max(from, Math.ceil((kilohertz - uncertainty) / spacing) * spacing);
    const highest = Math.min(to, Math.floor((kilohertz + uncertainty) / spacing) * spacing);
    const channels = Array.from(
      { length: Math.max(0, (highest - lowest) / spacing + 1) },
      (_, index) => lowest + index * spacing,
    ).toSorted((one, other) => Math.abs(one - kilohertz) - Math.abs(other - kilohertz));
    if (channels.length > 0) return { service, channels };
  }
  return undefined;
}
