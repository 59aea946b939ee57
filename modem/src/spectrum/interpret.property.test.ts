import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineKindNames } from '../../../mock-modem/src/simulator/line-kinds/kind.ts';
import { uniform } from '../../../mock-modem/src/simulator/random.ts';
import { simulatedSpectrum } from '../../../test/support/simulated-spectrum.ts';
import type { PerTone, Spectrum } from '../line/spectrum.ts';
import { interpret } from './interpret.ts';
import { findingText, summaryText } from './text.ts';

/** A simulated line takes 0.3 s of CPU time, so 1000 of them would take minutes. */
const SIMULATED_RUNS = { numRuns: Math.min(fc.readConfigureGlobal().numRuns ?? 25, 60) };

const line = fc.constantFrom(...lineKindNames);
const seed = fc.integer({ min: 1, max: 1_000_000 });

it('a simulated line without faults has no finding', () => {
  fc.assert(
    fc.property(line, seed, fc.integer({ min: 0, max: 36_000 }), (kind, number, at) => {
      expect(interpret(simulatedSpectrum({ line: kind, seed: number, at })).findings).toEqual([]);
    }),
    SIMULATED_RUNS,
  );
});

it('a simulated line with the ripple of a real one has no finding', () => {
  const wave = fc.record({
    decibels: fc.double({ min: 0, max: 2, noNaN: true }),
    tones: fc.integer({ min: 250, max: 2000 }),
    phase: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
  });
  fc.assert(
    fc.property(line, seed, wave, wave, (kind, number, one, other) => {
      const spectrum = simulatedSpectrum({ line: kind, seed: number });
      const size = Math.ceil(spectrum.snr!.length / 512);
      // Evenly distributed up to 2.5 dB, different for each table and group of tones.
      const rippled = (values: PerTone, { decibels, tones, phase }: typeof one, table: number) =>
        values.map((value, tone) =>
          value === undefined
            ? undefined
            : value +
              decibels * Math.sin((2 * Math.PI * tone) / tones + phase) +
              5 * uniform(number, Math.floor(tone / size), table) -
              2.5,
        );
      const { snr, qln } = spectrum;
      const real = { ...spectrum, snr: rippled(snr!, one, 901), qln: rippled(qln!, other, 902) };
      expect(interpret(real).findings).toEqual([]);
    }),
    SIMULATED_RUNS,
  );
});

it('an interferer is found at its frequency', () => {
  const kilohertz = fc.double({ min: 250, max: 3500, noNaN: true });
  const decibels = fc.double({ min: 22, max: 50, noNaN: true });
  fc.assert(
    fc.property(seed, kilohertz, decibels, (number, frequency, level) => {
      const parameters = { kilohertz: frequency, decibels: level, drop: 120 };
      const spectrum = simulatedSpectrum({ seed: number, scenario: 'interferer', parameters });
      const { findings } = interpret(spectrum);
      expect(findings).toMatchObject([{ kind: 'interferer' }]);
      const { peak } = findings[0] as { peak: { kilohertz: number; uncertainty: number } };
      expect(Math.abs(peak.kilohertz - frequency)).toBeLessThanOrEqual(peak.uncertainty);
    }),
    SIMULATED_RUNS,
  );
});

it('any values can be interpreted and put into words', () => {
  const table: fc.Arbitrary<PerTone> = fc.array(
    fc.option(fc.double({ min: -200, max: 200, noNaN: true }), { nil: undefined }),
    { maxLength: 600, size: 'max' },
  );
  const range = fc
    .tuple(fc.nat(700), fc.nat(700))
    .map(([one, other]) => ({ first: Math.min(one, other), last: Math.max(one, other) }));
  const ranges = fc.array(range, { maxLength: 4 });
  const spectra = fc.record(
    {
      bits: table,
      snr: table,
      qln: table,
      hlog: table,
      bandPlan: fc.record({ upstream: ranges, downstream: ranges }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(spectra, fc.option(spectra, { nil: undefined }), (spectrum: Spectrum, reference) => {
      const interpretation = interpret(spectrum, reference);
      const texts = interpretation.findings.map(findingText);
      const words = [
        summaryText(interpretation),
        ...texts.flatMap(({ title, sentences }) => [title, ...sentences]),
      ];
      for (const text of words) expect(text).not.toMatch(/NaN|Infinity|undefined/);
    }),
  );
});
