import { describe, expect, it } from 'vitest';
import { ModemFormatError } from './errors.ts';
import type { Outcome } from './parse.ts';
import type { ReadResult } from './read.ts';
import type { CollectorData, CollectorName } from './collectors/collector.ts';
import { parseSpectrumDocument, spectrumDocument, spectrumOf } from './spectrum-document.ts';
import { observeSpectrum } from './spectrum-observation.ts';

const ok = (data: CollectorData): Outcome => ({ ok: true, parsed: { data, problems: [] }, seconds: 1 });
const failed: Outcome = {
  ok: false,
  error: new ModemFormatError('xdslcmd info --Hlog', 'a table', 'nothing'),
  seconds: 1,
};

const read = (...outcomes: [CollectorName, Outcome][]): ReadResult => ({
  outcomes: new Map(outcomes),
  seconds: 4.25049,
});

const bandPlan = {
  upstream: [{ first: 0, last: 1 }],
  downstream: [{ first: 2, last: 3 }],
};

const whole = read(
  ['xdslcmd_pbparams', ok({ bands: {}, bandPlan })],
  ['xdslcmd_bits', ok({ tones: { state: 'up', bits: [0, 15] } })],
  ['xdslcmd_snr', ok({ tones: { state: 'up', snr: [undefined, 47.25] } })],
  ['xdslcmd_qln', ok({ tones: { state: 'up', qln: [-112.5, undefined] } })],
  ['xdslcmd_hlog', failed],
);

const origin = { line: 'HG612', readAt: new Date('2026-11-25T19:00:00.500Z') };

describe('the observation of a spectrum', () => {
  it('has the tables that could be read', () => {
    expect(observeSpectrum(whole)).toMatchObject({
      state: 'up',
      spectrum: { bandPlan, bits: [0, 15], snr: [undefined, 47.25], qln: [-112.5, undefined] },
    });
    expect(observeSpectrum(whole).spectrum).not.toHaveProperty('hlog');
  });

  it('has no table when the line was down while one of them was read', () => {
    const { outcomes, seconds } = whole;
    const down = new Map([...outcomes, ['xdslcmd_hlog', ok({ tones: { state: 'no_signal' } })] as const]);
    expect(observeSpectrum({ outcomes: down, seconds })).toMatchObject({ state: 'no_signal', spectrum: {} });
  });

  it('has no state when no table could be read', () => {
    expect(observeSpectrum(read(['xdslcmd_hlog', failed]))).toMatchObject({ state: undefined, spectrum: {} });
  });
});

describe('the document of a spectrum', () => {
  it('has null where there is no value', () => {
    expect(spectrumDocument(observeSpectrum(whole), origin)).toEqual({
      version: 1,
      line: 'HG612',
      readAt: '2026-11-25T19:00:00.500Z',
      readSeconds: 4.25,
      state: 'up',
      toneSpacingKilohertz: 4.3125,
      bandPlan: { upstream: [[0, 1]], downstream: [[2, 3]] },
      tones: { bits: [0, 15], snr: [null, 47.25], qln: [-112.5, null], hlog: null },
      problems: [
        {
          collector: 'xdslcmd_hlog',
          reason: 'format',
          message: 'xdslcmd info --Hlog: expected a table, found "nothing"',
        },
      ],
    });
  });

  it('is read back as the spectrum that it was made from', () => {
    const observation = observeSpectrum(whole);
    const document = spectrumDocument(observation, origin);
    const saved = parseSpectrumDocument(JSON.stringify(document));
    expect(saved).toEqual(document);
    expect(spectrumOf(saved)).toEqual(observation.spectrum);
  });

  const text = JSON.stringify(spectrumDocument(observeSpectrum(whole), origin));

  it.each([
    ['no JSON', '<html>', 'expected a spectrum as JSON'],
    ['another document', '[]', /^version: |Expected Object/],
    [
      'a later version',
      text.replace('"version":1', '"version":2'),
      'version: expected version 1 of a spectrum',
    ],
    ['text as a value', text.replace('47.25', '"x"'), /^tones\.snr\.1: /],
    ['a number that is none', text.replace('47.25', '1e999'), /^tones\.snr\.1: /],
    ['a tone that does not exist', text.replace('[2,3]', '[2,4096]'), /^bandPlan\.downstream\.0\.1: /],
    ['too many tones', text.replace('[0,15]', `[${'0,'.repeat(4096)}0]`), /^tones\.bits: /],
  ])('is not read from %s', (_name, changed, message) => {
    expect(() => parseSpectrumDocument(changed)).toThrow(message);
  });

  it('may have fields of a later version', () => {
    expect(parseSpectrumDocument(text.replace('{', '{"weather":"rain",')).line).toBe('HG612');
  });
});
