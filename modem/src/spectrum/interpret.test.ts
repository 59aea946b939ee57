import { describe, expect, it } from 'vitest';
import { simulatedSpectrum } from '../../../test/support/simulated-spectrum.ts';
import { MAX_TONES, type PerTone, type Spectrum, type ToneTable } from '../line/spectrum.ts';
import { type Finding, interpret } from './interpret.ts';
import { findingText, summaryText } from './text.ts';

const clean = simulatedSpectrum();

const titles = (spectrum: Spectrum): string[] =>
  interpret(spectrum).findings.map((finding) => findingText(finding).title);

const kinds = (spectrum: Spectrum, reference?: Spectrum): Finding['kind'][] =>
  interpret(spectrum, reference).findings.map(({ kind }) => kind);

/** A spectrum with the values of some tones changed. */
function changed(
  spectrum: Spectrum,
  table: ToneTable,
  [first, last]: readonly [number, number],
  change: (value: number, tone: number) => number | undefined,
): Spectrum {
  const values: PerTone = spectrum[table]!.map((value, tone) =>
    value !== undefined && tone >= first && tone <= last ? change(value, tone) : value,
  );
  return { ...spectrum, [table]: values };
}

const without = (spectrum: Spectrum, ...tables: (keyof Spectrum)[]): Spectrum =>
  Object.fromEntries(Object.entries(spectrum).filter(([key]) => !tables.includes(key as keyof Spectrum)));

const everywhere = [0, MAX_TONES - 1] as const;

/** A spectrum with the bands of the first phase of the training, which overlap. */
function withOverlappingBands(spectrum: Spectrum): Spectrum {
  const { upstream, downstream } = spectrum.bandPlan!;
  return {
    ...spectrum,
    bandPlan: {
      upstream: [{ first: 0, last: 95 }, ...upstream.slice(1)],
      downstream: [{ first: 32, last: 859 }, ...downstream.slice(1)],
    },
  };
}

describe('a line without faults', () => {
  it.each([1, 2, 3, 4])('has no finding with bands that overlap, seed %d', (seed) => {
    expect(kinds(withOverlappingBands(simulatedSpectrum({ seed })))).toEqual([]);
  });

  it('has no finding, and the number of tones that were examined', () => {
    const interpretation = interpret(clean);
    expect(interpretation.findings).toEqual([]);
    expect(summaryText(interpretation)).toBe('Nothing unusual was found in 4044 tones.');
  });

  it('has none when it is compared with itself', () => {
    expect(kinds(clean, clean)).toEqual([]);
  });
});

describe('an interferer', () => {
  const cases = [
    { line: 'vdsl2-ginp', kilohertz: 909, band: 'D1' },
    { line: 'vdsl2-ginp', kilohertz: 198, band: 'D1' },
    { line: 'vdsl2-ginp', kilohertz: 1395, band: 'D1' },
    { line: 'vdsl2-interleaved', kilohertz: 7100, band: 'D2' },
    { line: 'vdsl2-ginp', kilohertz: 4500, band: 'U1' },
    { line: 'vdsl2-ginp', kilohertz: 13_600, band: 'D3' },
    { line: 'adsl2plus', kilohertz: 693, band: 'D1' },
  ] as const;

  it.each(cases)('of $kilohertz kHz is found on $line', ({ line, kilohertz, band }) => {
    const spectrum = simulatedSpectrum({
      line,
      scenario: 'interferer',
      parameters: { kilohertz, drop: 120 },
    });
    const { findings } = interpret(spectrum);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'interferer', evidence: 'both', band: { name: band } });
    const { peak } = findings[0] as { peak: { kilohertz: number; uncertainty: number } };
    expect(Math.abs(peak.kilohertz - kilohertz)).toBeLessThanOrEqual(peak.uncertainty);
    expect(peak.uncertainty).toBeLessThan(20);
  });

  it('is named with its channel', () => {
    const spectrum = simulatedSpectrum({ scenario: 'interferer' });
    expect(interpret(spectrum).findings.map(findingText)).toEqual([
      {
        title: 'Narrow interference at 910 ± 5 kHz (D1)',
        confidence: 'likely',
        sentences: [
          expect.stringMatching(
            /^At tones \d+ to \d+, SNR is up to 3\d dB lower and quiet line noise up to 3\d dB higher than around them\.$/,
          ),
          'It matches an AM channel, 909 kHz (medium wave broadcasting). Channels are 9 kHz apart, so a match alone is weak evidence: a radio tuned to the channel shows whether a station is received.',
        ],
      },
    ]);
  });

  it('that has come since the line trained is in SNR alone, and less certain', () => {
    const spectrum = simulatedSpectrum({ scenario: 'interferer', parameters: { drop: 0 } });
    const { findings } = interpret(spectrum);
    expect(findings).toMatchObject([{ kind: 'interferer', evidence: 'snr', qlnRise: 0 }]);
    expect(findingText(findings[0]!).confidence).toBe('possible');
  });

  it('that was there when the line trained, and is not measured now, is in QLN alone', () => {
    const disturbed = simulatedSpectrum({ scenario: 'interferer' });
    expect(interpret(without(disturbed, 'snr')).findings).toMatchObject([
      { kind: 'interferer', evidence: 'qln', snrLoss: 0 },
    ]);
  });

  it('in an amateur band and in SNR alone may be a notch in the transmit power', () => {
    const notched = changed(clean, 'snr', [1624, 1669], (value) => value - 15);
    const [finding] = interpret(notched).findings;
    expect(findingText(finding!)).toMatchObject({ confidence: 'possible' });
    expect(findingText(finding!).sentences[1]).toContain('Lines often send with less power in amateur bands');
  });

  it('is found without a table of bits, less exactly', () => {
    const disturbed = simulatedSpectrum({ scenario: 'interferer' });
    const [finding] = interpret(without(disturbed, 'bits')).findings as readonly {
      peak: { uncertainty: number };
    }[];
    expect(finding!.peak.uncertainty).toBeCloseTo((8 * 4.3125) / 2);
  });

  it('is found without a band plan, in a range of tones without a name', () => {
    const disturbed = simulatedSpectrum({ scenario: 'interferer' });
    expect(titles(without(disturbed, 'bandPlan'))).toEqual(['Narrow interference at 910 ± 5 kHz']);
  });

  it('is not inferred from low SNR without Hlog: the loss may be high there', () => {
    const dip = changed(clean, 'snr', [400, 415], (value) => value - 20);
    expect(kinds(dip)).toEqual(['interferer']);
    expect(kinds(without(dip, 'hlog'))).toEqual([]);
  });

  it('is not inferred from tones without values', () => {
    const gap = changed(clean, 'snr', [400, 423], () => undefined);
    expect(kinds(changed(gap, 'qln', [400, 423], () => undefined))).toEqual([]);
  });

  it('is not inferred from a step between two levels of transmit power', () => {
    expect(kinds(changed(clean, 'snr', [500, 859], (value) => value - 12))).toEqual([]);
  });
});

describe('broad noise', () => {
  it('over a part of a band is found', () => {
    const range = [1400, 1620] as const;
    const noisy = changed(
      changed(clean, 'snr', range, (value) => value - 12),
      'qln',
      range,
      (value) => value + 12,
    );
    const { findings } = interpret(noisy);
    expect(findings).toMatchObject([{ kind: 'broad_noise', evidence: 'both', band: { name: 'D2' } }]);
    const { tones } = findings[0] as { tones: { first: number; last: number } };
    expect(Math.abs(tones.first - range[0])).toBeLessThan(64);
    expect(Math.abs(tones.last - range[1])).toBeLessThan(64);
    expect(findingText(findings[0]!).title).toMatch(/^Broad noise from [56]\.\d\d to [67]\.\d\d MHz \(D2\)$/);
  });

  it('over a whole band since the line trained is what SNR lacks against Hlog and QLN', () => {
    const noisy = changed(clean, 'snr', [1216, 1963], (value) => value - 22);
    expect(titles(noisy)).toEqual(['Noise across D2']);
  });

  it('is not inferred from the lower power of a modem on a short line', () => {
    expect(kinds(changed(clean, 'snr', [1972, 2783], (value) => value - 20))).toEqual([]);
  });
});

describe('a bridged tap', () => {
  it.each([10, 20, 30, 60, 100, 200])('of %d m is found with its length', (metres) => {
    const { findings } = interpret(simulatedSpectrum({ scenario: 'bridged-tap', parameters: { metres } }));
    expect(findings).toMatchObject([{ kind: 'bridged_tap', confidence: 'likely' }]);
    const { low, high, estimate } = (findings[0] as { metres: Record<'estimate' | 'low' | 'high', number> })
      .metres;
    expect(metres).toBeGreaterThan(low);
    expect(metres).toBeLessThan(high);
    expect(Math.abs(estimate / metres - 1)).toBeLessThan(0.05);
  });

  it('is stated with the assumption that its length rests on', () => {
    const spectrum = simulatedSpectrum({ scenario: 'bridged-tap', parameters: { metres: 30 } });
    const [text] = interpret(spectrum).findings.map(findingText);
    expect(text!.title).toBe('Bridged tap of about 30 m');
    expect(text!.sentences[0]).toMatch(
      /^Hlog dips by up to 1\d dB at 1\.6\d, 4\.8\d, 8\.1\d, 11\.3\d MHz and 1 more, as an unused length of cable of 28 to 32 m does/,
    );
    expect(text!.sentences[1]).toContain('0.65 times the speed of light');
  });

  it('with a single dip within the spectrum is only possible', () => {
    const spectrum = simulatedSpectrum({
      line: 'adsl2plus',
      scenario: 'bridged-tap',
      parameters: { metres: 30 },
    });
    const [finding] = interpret(spectrum).findings;
    expect(finding).toMatchObject({ kind: 'bridged_tap', confidence: 'possible' });
    expect(findingText(finding!).sentences.join(' ')).toContain('There is only one dip');
  });

  it('is not inferred without Hlog', () => {
    const spectrum = simulatedSpectrum({ scenario: 'bridged-tap' });
    expect(kinds(without(spectrum, 'hlog'))).toEqual([]);
  });

  it('is not inferred from a bad joint, whose loss grows with the frequency', () => {
    const joint = changed(clean, 'hlog', everywhere, (value, tone) => value - 2 - tone / 400);
    expect(kinds(joint)).not.toContain('bridged_tap');
  });
});

describe('a band without bits', () => {
  const noD2 = changed(clean, 'bits', [1216, 1963], () => 0);

  it('is missing', () => {
    const { findings } = interpret(noD2);
    expect(findings).toMatchObject([{ kind: 'missing_band', band: { name: 'D2' }, isTooFar: false }]);
    expect(findingText(findings[0]!)).toMatchObject({ title: 'D2 carries no data', confidence: 'likely' });
  });

  it('is normal where the line loses too much', () => {
    const long = changed(noD2, 'hlog', everywhere, (value) => value - 40);
    const finding = interpret(long).findings.find(({ kind }) => kind === 'missing_band');
    expect(findingText(finding!).confidence).toBe('normal');
  });

  it('has an unknown cause without Hlog', () => {
    const [finding] = interpret(without(noD2, 'hlog')).findings;
    expect(findingText(finding!).sentences[0]).toContain('The loss there is unknown');
  });

  it('is not inferred without bits, without a band plan, or from tones that the table lacks', () => {
    expect(kinds(without(noD2, 'bits'))).toEqual([]);
    expect(kinds(without(noD2, 'bandPlan'))).toEqual([]);
    expect(kinds({ ...clean, bits: clean.bits!.slice(0, 1024) })).toEqual([]);
  });

  it('is not each band of a line that carries nothing at all', () => {
    expect(kinds(changed(clean, 'bits', everywhere, () => 0))).toEqual([]);
  });
});

describe('a change against a reference', () => {
  it('of SNR alone is noise', () => {
    const noisy = changed(clean, 'snr', [1216, 1963], (value) => value - 8);
    const [finding] = interpret(noisy, clean).findings;
    expect(findingText(finding!)).toEqual({
      title: 'D2 differs from the reference',
      confidence: 'possible',
      sentences: [
        'Median change: SNR −8 dB, QLN ±0 dB, Hlog ±0 dB.',
        'The loss of the line is the same, so there is more noise than at the time of the reference, by day or by season.',
      ],
    });
  });

  it('of Hlog is a loss of the line', () => {
    const [finding] = interpret(
      changed(clean, 'hlog', everywhere, (value) => value - 4),
      clean,
    ).findings;
    expect(findingText(finding!).sentences.join(' ')).toContain('The loss of the line itself has grown');
  });

  it('of SNR where the loss of the line is smaller does not call the loss the same', () => {
    const noisy = changed(clean, 'snr', everywhere, (value) => value - 8);
    const finding = interpret(
      changed(noisy, 'hlog', everywhere, (value) => value + 4),
      clean,
    ).findings.find(({ kind }) => kind === 'band_change');
    expect(findingText(finding!).sentences[1]).toMatch(
      /^The loss of the line is smaller, so there is more noise/,
    );
  });

  it('is unknown where the reference has no values', () => {
    const noisy = changed(clean, 'snr', [1216, 1963], (value) => value - 8);
    expect(kinds(noisy, without(clean, 'snr'))).toEqual([]);
  });
});

describe('a spectrum without values', () => {
  it('has no finding and says so', () => {
    const interpretation = interpret({});
    expect(interpretation.findings).toEqual([]);
    expect(summaryText(interpretation)).toBe('No tone has a value that could be examined.');
  });

  it('of some tables is examined as far as possible', () => {
    expect(summaryText(interpret(without(clean, 'hlog', 'qln')))).toBe(
      'Nothing unusual was found in 4044 tones. Without QLN and Hlog, the search is incomplete.',
    );
  });
});
