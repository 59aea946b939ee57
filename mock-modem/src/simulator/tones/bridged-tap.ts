import { frequencyOf } from './frequency.ts';

/** An unused length of cable that is still joined to the line: extension wiring, a disconnected neighbour. */
export interface BridgedTap {
  /** Length. */
  readonly metres: number;
}

/** Propagation speed on telephone cable, metres per microsecond: 65 % of the speed of light. */
const SPEED = 195;
/** Loss of the tap's cable at 1 MHz in nepers per metre: 20 dB/km. It grows with the root of the frequency. */
const NEPERS_PER_METRE = 20 / 1000 / 8.686;

/**
 * Loss that a bridged tap causes at a tone, dB. The tap is an open stub in parallel to a matched line: it reflects most
 * where it is an odd multiple of a quarter of the wavelength, so the dips repeat every `SPEED / (2 × length)` MHz.
 */
export function tapLoss({ metres }: BridgedTap, tone: number): number {
  const frequency = frequencyOf(tone);
  const loss = 2 * NEPERS_PER_METRE * Math.sqrt(frequency) * metres;
  const phase = (4 * Math.PI * frequency * metres) / SPEED;
  // The stub's admittance is tanh(γl) in units of the line's, so the signal falls to 1 / (1 + tanh(γl) / 2).
  const scale = 2 * (Math.cosh(loss) + Math.cos(phase));
  const real = 1 + Math.sinh(loss) / scale;
  const imaginary = Math.sin(phase) / scale;
  return 10 * Math.log10(real * real + imaginary * imaginary);
}

/** Tones over which modems average the attenuation of a line that a tap disturbs. */
const [FIRST, LAST] = [33, 859];

/** dB that a tap adds to the attenuation of the whole line. */
export function averageTapLoss(tap: BridgedTap): number {
  let sum = 0;
  for (let tone = FIRST; tone <= LAST; tone += 1) sum += tapLoss(tap, tone);
  return sum / (LAST - FIRST + 1);
}
