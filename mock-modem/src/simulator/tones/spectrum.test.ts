import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../parameters.ts';
import type { BandName, LineSnapshot, PerDirection, Tones, TonesSnapshot } from '../../render/snapshot.ts';
import { lineKind } from '../line-kinds/index.ts';
import { lineKindNames } from '../line-kinds/kind.ts';
import type { LineKindName } from '../line-kinds/kind.ts';
import { simulatedSource } from '../source.ts';
import type { SimulatedSource } from '../source.ts';
import { HOUR, MINUTE } from '../time.ts';
import { toneAt } from './frequency.ts';

/** At noon. */
const startedAt = Date.UTC(2026, 10, 22, 12) / 1000;
const directions = ['downstream', 'upstream'] as const;
type Direction = keyof PerDirection;
/** dB of SNR that so many bits take without any margin. */
const snrFor = (bits: number): number => 10 * Math.log10(2 ** bits - 1) + 4.75;
/** Symbols per second. */
const SYMBOLS = 4000;

const lineOf = (line: LineKindName, seed = 1): SimulatedSource => simulatedSource({ seed, line, startedAt });
const switched = (scenario: string, parameters: ParameterValues = {}): SimulatedSource =>
  lineOf('vdsl2-ginp').switchTo(scenario, parameters, 0);

function tonesOf({ tones }: LineSnapshot): TonesSnapshot {
  if (tones === undefined) throw new Error('no tables per tone');
  return tones;
}

/** The tones in use in a direction. */
function rangesOf(kind: LineKindName, direction: Direction): readonly Tones[] {
  const { bands, tones } = lineKind(kind);
  return bands?.medley[direction] ?? [tones.ranges[direction]];
}
const within = <T>(values: readonly T[], [first, last]: Tones): T[] => values.slice(first, last + 1);
const used = <T>(values: readonly T[], kind: LineKindName, direction: Direction): T[] =>
  rangesOf(kind, direction).flatMap((range) => within(values, range));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly (number | undefined)[]): number =>
  sum(values.map((value) => value ?? Number.NaN)) / values.length;

/** Attenuation of a band as modems state it, from the powers: dB. */
const bandAttenuation = (hlog: TonesSnapshot['hlog'], range: Tones): number => {
  const powers = within(hlog, range).map((level) => 10 ** ((level ?? Number.NaN) / 10));
  return -10 * Math.log10(mean(powers));
};

describe('the values per tone', () => {
  const cases = lineKindNames.flatMap((kind) => [1, 2, 77].map((seed) => ({ kind, seed })));

  it.each(cases)('of $kind, seed $seed, carry the sync rate and 5 % overhead', ({ kind, seed }) => {
    const line = lineOf(kind, seed).snapshotAt(0);

    for (const direction of directions) {
      const rate = (sum(used(tonesOf(line).bits, kind, direction)) * SYMBOLS) / 1000;
      expect(rate / line.bearers[0].rate[direction]).toBeGreaterThan(1.03);
      expect(rate / line.bearers[0].rate[direction]).toBeLessThan(1.07);
    }
  });

  it.each(cases)('of $kind, seed $seed, leave the SNR margin of the line', ({ kind, seed }) => {
    const line = lineOf(kind, seed).snapshotAt(0);
    const { bits, snr } = tonesOf(line);

    const downstream = rangesOf(kind, 'downstream').flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
    const margins = downstream
      .filter((tone) => (bits[tone] ?? 0) > 0 && (bits[tone] ?? 0) < 15)
      .map((tone) => (snr[tone] ?? Number.NaN) - snrFor(bits[tone] ?? 0));
    expect(Math.abs(mean(margins) - line.snrMargin.downstream)).toBeLessThan(0.5);
  });

  it.each(lineKindNames)('of %s are numbers for the tones in use and absent elsewhere', (kind) => {
    const { bits, snr, qln, hlog } = tonesOf(lineOf(kind).snapshotAt(0));
    const { count } = lineKind(kind).tones;
    const carriers = new Set(
      directions.flatMap((direction) =>
        used(
          Array.from({ length: count }, (_, tone) => tone),
          kind,
          direction,
        ),
      ),
    );

    for (const values of [bits, snr, qln, hlog]) expect(values).toHaveLength(count);
    for (let tone = 0; tone < count; tone += 1) {
      if (carriers.has(tone)) {
        expect(snr[tone]).toBeGreaterThan(-32);
        expect(snr[tone]).toBeLessThan(70);
        expect(qln[tone]).toBeGreaterThan(-150);
        expect(qln[tone]).toBeLessThan(-80);
        expect(hlog[tone]).toBeGreaterThan(-90);
        expect(hlog[tone]).toBeLessThan(0);
      } else expect([bits[tone], snr[tone]]).toEqual([0, undefined]);
    }
  });

  it.each(['vdsl2-ginp', 'vdsl2-interleaved'] as const)(
    'of %s have the attenuation of the bands in --pbParams',
    (kind) => {
      const line = lineOf(kind).snapshotAt(0);
      const { hlog } = tonesOf(line);
      const attenuations = (
        [
          ['D1', 'downstream', 0],
          ['D2', 'downstream', 1],
          ['D3', 'downstream', 2],
          ['U1', 'upstream', 1],
          ['U2', 'upstream', 2],
        ] as const satisfies readonly (readonly [BandName, Direction, number])[]
      ).map(([name, direction, index]) => {
        const range = line.bands?.discovery[direction][index] ?? [0, 0];
        return bandAttenuation(hlog, range) - (line.bands?.bands[name].lineAttenuation ?? Number.NaN);
      });

      for (const difference of attenuations) expect(Math.abs(difference)).toBeLessThan(4);
    },
  );

  it('have a lower transfer function at higher frequencies and on a longer line', () => {
    const { hlog } = tonesOf(lineOf('vdsl2-ginp').snapshotAt(0));
    const longer = tonesOf(lineOf('vdsl2-interleaved').snapshotAt(0)).hlog;

    expect(hlog[100]).toBeGreaterThan(hlog[1500] ?? 0);
    expect(hlog[1500]).toBeGreaterThan(hlog[3500] ?? 0);
    for (const tone of [100, 800, 1500, 2500]) expect(hlog[tone]).toBeGreaterThan(longer[tone] ?? 0);
  });

  it('are measured in groups: 8 tones up to tone 4083, 4 where D3 carries nothing, 1 on ADSL', () => {
    const groups = (kind: LineKindName, [first, last]: Tones): number[] => {
      const { snr } = tonesOf(lineOf(kind).snapshotAt(0));
      const lengths: number[] = [];
      for (let tone = first; tone <= last; tone += 1) {
        if (tone === first || snr[tone] !== snr[tone - 1]) lengths.push(1);
        else lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
      }
      return lengths;
    };
    // Neighbouring groups have the same value now and then.
    expect(groups('vdsl2-ginp', [1216, 1959]).every((length) => length % 8 === 0)).toBe(true);
    expect(groups('vdsl2-interleaved', [1216, 1963]).every((length) => length % 4 === 0)).toBe(true);
    expect(groups('vdsl2-interleaved', [1216, 1963])).toContain(4);
    expect(groups('adsl2plus', [100, 300])).toContain(1);
  });

  it('show a band that carries nothing in QLN and Hlog alone', () => {
    const { bits, snr, qln, hlog } = tonesOf(lineOf('vdsl2-interleaved').snapshotAt(0));

    expect([bits[3500], snr[3500]]).toEqual([0, undefined]);
    expect(qln[3500]).toBeLessThan(-120);
    expect(hlog[3500]).toBeLessThan(-50);
  });

  it('change with the evening noise in SNR only', () => {
    const source = lineOf('vdsl2-ginp');
    const [noon, evening] = [0, 8.5 * HOUR].map((moment) => source.snapshotAt(moment));
    const [before, after] = [noon, evening].map((line) => line && tonesOf(line));

    const lost = (noon?.snrMargin.downstream ?? 0) - (evening?.snrMargin.downstream ?? 0);
    const snr = used(before?.snr ?? [], 'vdsl2-ginp', 'downstream');
    const lower = used(after?.snr ?? [], 'vdsl2-ginp', 'downstream');
    expect(lost).toBeGreaterThan(0.5);
    expect(mean(snr) - mean(lower)).toBeCloseTo(lost, 0);
    expect(after?.qln).toEqual(before?.qln);
    expect(after?.hlog).toEqual(before?.hlog);
    expect(after?.bits).toEqual(before?.bits);
  });

  it('are absent before the first showtime', () => {
    expect(switched('reboot').snapshotAt(60).tones).toBeUndefined();
  });
});

describe('an interferer', () => {
  const tone = Math.round(toneAt(909));
  const near = [tone - 8, tone + 8] as const;
  const core = [tone - 1, tone + 1] as const;
  const far = [tone + 200, tone + 300] as const;

  it('lowers the SNR of its tones at once, and QLN when the line has trained with it', () => {
    const source = switched('interferer', { drop: 900 });
    const [before, during, after] = [0, 10 * MINUTE, 30 * MINUTE].map((moment) =>
      tonesOf(source.snapshotAt(moment)),
    );
    const change = (table: 'snr' | 'qln', range: Tones, from = before, to = during): number =>
      mean(within(to?.[table] ?? [], range)) - mean(within(from?.[table] ?? [], range));

    expect(change('snr', near)).toBeLessThan(-15);
    expect(Math.abs(change('snr', far))).toBeLessThan(5);
    expect(change('qln', near)).toBe(0);
    expect(change('qln', near, before, after)).toBeGreaterThan(15);
    expect(Math.abs(change('qln', far, before, after))).toBeLessThan(4);
    expect(sum(within(during?.bits ?? [], core))).toBeLessThan(sum(within(before?.bits ?? [], core)) / 3);
    // Bit swapping: other tones carry these bits.
    expect(sum(used(during?.bits ?? [], 'vdsl2-ginp', 'downstream'))).toBeCloseTo(
      sum(used(before?.bits ?? [], 'vdsl2-ginp', 'downstream')),
      -2,
    );
  });

  it('takes margin and causes CRC errors', () => {
    const source = switched('interferer', { drop: 0 });
    const quiet = lineOf('vdsl2-ginp');
    const crc = (line: LineSnapshot): number => line.periods.total.errors.crc.downstream;

    expect(source.snapshotAt(HOUR).snrMargin.downstream).toBeLessThan(
      quiet.snapshotAt(HOUR).snrMargin.downstream - 2,
    );
    expect(crc(source.snapshotAt(4 * HOUR)) - crc(quiet.snapshotAt(4 * HOUR))).toBeGreaterThan(50);
  });

  it('comes at seven in the evening and goes four hours later', () => {
    const source = switched('interferer', { starts: 'evening', drop: 0 });
    const snrAt = (hour: number): number =>
      mean(within(tonesOf(source.snapshotAt((hour - 12) * HOUR)).snr, near));

    expect(snrAt(18.9) - snrAt(19.2)).toBeGreaterThan(15);
    expect(snrAt(23.2) - snrAt(22.9)).toBeGreaterThan(15);
    expect(snrAt(24 + 18.9) - snrAt(24 + 19.2)).toBeGreaterThan(15);
  });
});

describe('a bridged tap', () => {
  it('causes dips of the transfer function at regular frequencies, a higher attenuation and a lower rate', () => {
    const source = switched('bridged-tap', { metres: 30 });
    const [before, after] = [source.snapshotAt(0), source.snapshotAt(10 * MINUTE)];
    const change = (kilohertz: number): number => {
      const at = Math.round(toneAt(kilohertz));
      return (tonesOf(after).hlog[at] ?? 0) - (tonesOf(before).hlog[at] ?? 0);
    };

    for (const dip of [1625, 8125, 14_625]) expect(change(dip)).toBeLessThan(-8);
    for (const peak of [3250, 6500, 13_000]) expect(change(peak)).toBeGreaterThan(-3);
    expect(after.attenuation.downstream - before.attenuation.downstream).toBeGreaterThan(1);
    expect(after.bearers[0].rate.downstream / before.bearers[0].rate.downstream).toBeLessThan(0.95);
  });
});
