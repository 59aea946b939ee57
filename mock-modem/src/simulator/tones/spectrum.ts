import type { TonesSnapshot, Tones, ToneValues } from '../../render/snapshot.ts';
import { wireVariation } from '../conditions.ts';
import type { Line } from '../conditions.ts';
import { uniform, wander } from '../random.ts';
import type { SimulationState } from '../state.ts';
import { sides } from '../tally.ts';
import type { Side } from '../tally.ts';
import { bandsOf, groupSize } from './bands.ts';
import type { Band } from './bands.ts';
import { averageTapLoss, tapLoss } from './bridged-tap.ts';
import { additionalShare, loopLoss, ordinaryNoise, powerDensity } from './channel.ts';
import { toDecibels } from './frequency.ts';
import { interference } from './interferer.ts';
import type { Interferer } from './interferer.ts';
import { BITS_PER_SYMBOL, bitsAt, calibrate } from './loading.ts';

/** What the values per tone depend on: the state of the line, as it was at one moment. */
export type ToneConditions = Pick<SimulationState, 'at' | 'upAt' | 'sync' | 'trained' | 'interferer'> & {
  /** dB, now. */
  readonly margin: readonly [number, number];
};

const stream = { loop: 121, noise: 122, tone: 123, flicker: 1000 } as const;

/** dB by which a tone's SNR differs from its neighbours', and a group's loss and noise from the smooth course. */
const VARIATION = { tone: 0.8, loss: 0.25, noise: 1.2, flicker: 0.4 } as const;
/** How fast the SNR of a group varies by itself, seconds. */
const FLICKER_SECONDS = 120;
/** External noise reaches the high tones of a direction more than its low ones: by this share more at the end. */
const TILT = 0.35;
/** The lowest SNR that is distinct from "not measured", dB. */
const LOWEST_SNR = -31;
/** Steps per dB of the modem's values. */
const STEPS = { snr: 16, qln: 2, hlog: 10 } as const;

/** Never −0, which the modem's text does not distinguish from 0. */
const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps + 0;

/** The tones of one direction that carry data, in order. */
interface Carriers {
  readonly tones: Uint16Array;
  /** SNR without interferer before calibration, dB. */
  readonly snr: Float64Array;
  /** dB to add to it after the training. */
  readonly calibration: number;
}

/** What a training measured; it stays until the next one. */
interface Trained {
  readonly upAt: number;
  readonly carriers: readonly [Carriers, Carriers];
  readonly qln: ToneValues;
  readonly hlog: ToneValues;
}

/** The bits of both directions, which follow an interferer. */
interface Loaded {
  readonly trained: Trained;
  readonly interferer: Interferer | undefined;
  readonly bits: readonly number[];
  /** dB to add to {@link Carriers.snr} so that the other tones carry the bits of the disturbed ones as well. */
  readonly calibrations: readonly [number, number];
}

/** Computes the values per tone of one line. It keeps those of the last training and the last bits. */
export function createToneModel(line: Line): (conditions: ToneConditions) => TonesSnapshot {
  let trained: Trained | undefined;
  let loaded: Loaded | undefined;

  return (conditions) => {
    if (trained?.upAt !== conditions.upAt) trained = measure(line, conditions);
    if (loaded?.trained !== trained || loaded.interferer !== conditions.interferer) {
      loaded = load(line, trained, conditions);
    }
    const { qln, hlog } = trained;
    return { bits: loaded.bits, snr: snrNow(line, trained, loaded, conditions), qln, hlog };
  };
}

const targetBits = ({ sync }: ToneConditions, side: Side): number => sync[side] * BITS_PER_SYMBOL;

/** dB by which an interferer raises the noise of a tone. */
const raise = (interferer: Interferer | undefined, tone: number): number =>
  interferer === undefined ? 0 : toDecibels(1 + interference(interferer, tone));

/** {@link raise} on average over a group of tones. */
function raiseOfGroup(interferer: Interferer | undefined, first: number, size: number): number {
  if (interferer === undefined) return 0;
  let sum = 0;
  for (let tone = first; tone < first + size; tone += 1) sum += interference(interferer, tone);
  return toDecibels(1 + sum / size);
}

/** Calls back for each group of tones in a range, with its first tone in the range and the tone in its middle. */
function forEachGroup(
  [first, last]: Tones,
  size: number,
  visit: (from: number, to: number, middle: number) => void,
): void {
  for (let from = first; from <= last;) {
    const start = Math.floor(from / size) * size;
    const to = Math.min(start + size - 1, last);
    visit(from, to, start + size / 2);
    from = to + 1;
  }
}

const highestOf = (bands: readonly Band[], side: Side, of: 'measured' | 'used'): number =>
  Math.max(0, ...bands.filter((band) => band.side === side).map((band) => band[of]?.[1] ?? 0));

/** The loss of the loop at a tone, dB, as the training found it. */
function lossOf(line: Line, { trained }: ToneConditions): (tone: number) => number {
  const { tap, attenuation } = trained;
  const byTap = tap === undefined ? 0 : averageTapLoss(tap);
  const additional = attenuation - byTap - 0.9 * wireVariation(line);
  return (tone) =>
    loopLoss(line.kind.tones.loop, tone) +
    additional * additionalShare(tone) +
    (tap === undefined ? 0 : tapLoss(tap, tone)) +
    VARIATION.loss * wander(line.seed, tone, 12, stream.loop);
}

function measure(line: Line, conditions: ToneConditions): Trained {
  const { kind, seed } = line;
  const { upAt, trained } = conditions;
  const bands = bandsOf(kind);
  const loss = lossOf(line, conditions);
  const received = ({ transmitPower, measured, used }: Band, tone: number): number =>
    powerDensity(transmitPower, used ?? measured) - loss(tone);
  const noise = (band: Band, tone: number): number =>
    ordinaryNoise(band.side === 0 ? 'downstream' : 'upstream', received(band, tone), tone);

  const carriersOf = (side: Side): Carriers => {
    const tones: number[] = [];
    const snr: number[] = [];
    for (const band of bands) {
      if (band.side !== side || band.used === undefined) continue;
      for (let tone = band.used[0]; tone <= band.used[1]; tone += 1) {
        tones.push(tone);
        const own = VARIATION.tone * (uniform(seed, tone, stream.tone) * 2 - 1);
        snr.push(received(band, tone) - noise(band, tone) + own);
      }
    }
    const quiet = Float64Array.from(snr);
    const disturbed = quiet.map((value, index) => value - raise(trained.interferer, tones[index] ?? 0));
    const calibration = calibrate(disturbed, kind.targetMargin, targetBits(conditions, side));
    return { tones: Uint16Array.from(tones), snr: quiet, calibration };
  };
  const carriers = [carriersOf(0), carriersOf(1)] as const;

  const qln: (number | undefined)[] = Array.from({ length: kind.tones.count });
  const hlog: (number | undefined)[] = Array.from({ length: kind.tones.count });
  for (const band of bands) {
    const size = groupSize(highestOf(bands, band.side, 'measured'));
    const { calibration } = carriers[band.side];
    const quieter = calibration + trained.margin[band.side] - kind.targetMargin;
    forEachGroup(band.measured, size, (from, to, middle) => {
      const variation = VARIATION.noise * (uniform(seed, upAt + middle, stream.noise) * 2 - 1);
      const level =
        noise(band, middle) - quieter + variation + raiseOfGroup(trained.interferer, middle - size / 2, size);
      qln.fill(rounded(level, STEPS.qln), from, to + 1);
      hlog.fill(rounded(-loss(middle), STEPS.hlog), from, to + 1);
    });
  }
  return { upAt, carriers, qln, hlog };
}

function load({ kind }: Line, trained: Trained, conditions: ToneConditions): Loaded {
  const { interferer } = conditions;
  const bits: number[] = Array.from({ length: kind.tones.count }, () => 0);
  const calibrationOf = (side: Side): number => {
    const { tones, snr, calibration } = trained.carriers[side];
    const disturbed = snr.map((value, index) => value - raise(interferer, tones[index] ?? 0));
    const found =
      interferer === conditions.trained.interferer
        ? calibration
        : calibrate(disturbed, kind.targetMargin, targetBits(conditions, side));
    disturbed.forEach((value, index) => {
      bits[tones[index] ?? 0] = bitsAt(value + found, kind.targetMargin);
    });
    return found;
  };
  return { trained, interferer, bits, calibrations: [calibrationOf(0), calibrationOf(1)] };
}

/** The SNR per tone: that of the training, moved by as much as the line's margin has moved since. */
function snrNow(line: Line, trained: Trained, loaded: Loaded, conditions: ToneConditions): ToneValues {
  const { kind, seed } = line;
  const { at, margin, interferer } = conditions;
  const snr: (number | undefined)[] = Array.from({ length: kind.tones.count });
  for (const side of sides) {
    const { tones, snr: quiet, calibration } = trained.carriers[side];
    const atTraining = calibration + conditions.trained.margin[side] - kind.targetMargin;
    const since = margin[side] - conditions.trained.margin[side] + loaded.calibrations[side] - calibration;
    const size = groupSize(tones.at(-1) ?? 0);
    for (let index = 0; index < tones.length;) {
      const tone = tones[index] ?? 0;
      const start = tone - (tone % size);
      const share = 1 + TILT * ((2 * index) / tones.length - 1);
      const flicker = VARIATION.flicker * wander(seed, at, FLICKER_SECONDS, stream.flicker + start);
      let sum = 0;
      let to = index;
      for (; to < tones.length && (tones[to] ?? 0) < start + size; to += 1) sum += quiet[to] ?? 0;
      const level =
        sum / (to - index) + atTraining + since * share + flicker - raiseOfGroup(interferer, start, size);
      snr.fill(rounded(Math.max(level, LOWEST_SNR), STEPS.snr), tone, (tones[to - 1] ?? tone) + 1);
      index = to;
    }
  }
  return snr;
}
