import { expect, it } from 'vitest';
import type { LineState } from '../../../modem/src/line/status.ts';
import type { SpectrumDocument } from '../../../modem/src/spectrum-document.ts';
import { renderSpectrumPage } from './page.ts';

const reading = (state: LineState | null): SpectrumDocument => ({
  version: 1,
  line: 'HG612',
  readAt: '2026-11-25T20:00:00.000Z',
  readSeconds: 2,
  state,
  toneSpacingKilohertz: 4.3125,
  bandPlan: null,
  tones: { bits: null, snr: null, qln: null, hlog: null },
  problems: [],
});

it.each([
  ['up', undefined],
  ['no_signal', 'The line was down then, so it has no values to compare with.'],
  ['unknown', 'The state of the line was unknown then, so it has no values to compare with.'],
  [null, 'Its spectrum could not be read, so it has no values to compare with.'],
] as const)('says why a reference of state %s has no values', (state, text) => {
  const page = renderSpectrumPage({
    document: reading('up'),
    reference: { name: 'old', text: JSON.stringify(reading(state)) },
    references: ['old'],
  });
  if (text === undefined) expect(page).not.toContain('no values to compare with');
  else expect(page.replaceAll(/\s+/g, ' ')).toContain(text);
});
