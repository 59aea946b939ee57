import { describe, expect, it } from 'vitest';
import type { SpectrumDocument } from '../../modem/src/spectrum-document.ts';
import { spectrumDocument } from '../../modem/src/spectrum-document.ts';
import { fakeServer, nowhere } from '../../test/support/fake-server.ts';
import { simulatedSpectrum } from '../../test/support/simulated-spectrum.ts';
import { readSpectrum } from './spectrum.ts';
import { spectrumSection } from './spectrum-section.ts';
import { createZone } from './zone.ts';

const never = new AbortController().signal;
const readAt = new Date('2026-11-26T19:00:00Z');

const documentOf = (scenario?: string): SpectrumDocument =>
  spectrumDocument(
    {
      seconds: 1,
      outcomes: new Map(),
      state: 'up',
      spectrum: simulatedSpectrum(scenario === undefined ? {} : { scenario }),
    },
    { line: 'HG612', readAt },
  );

async function sectionOf(response: object | number, lineName = 'HG612'): Promise<string> {
  await using exporter = await fakeServer({ '/spectrum.json': response });
  const result = await readSpectrum(exporter.url, lineName, never);
  return (spectrumSection(result, createZone('Europe/London'))?.toString() ?? '').replace(exporter.url, '');
}

describe('the spectrum in a report', () => {
  it('has its charts and what they show', async () => {
    const section = await sectionOf(documentOf());
    expect(section).toContain('Spectrum, read on 26 Nov 2026, 19:00');
    expect(section.match(/<svg/g)).toHaveLength(2);
    expect(section).toMatch(/Nothing unusual was found in \d+ tones\./);
  });

  it('names an interferer with its frequency and what it can be', async () => {
    const section = await sectionOf(documentOf('interferer'));
    expect(section).toMatch(/<strong>[^<]*\b(?:kHz|MHz)[^<]*<\/strong> \((?:likely|possible)\)\./);
  });

  it.each([
    ['of another line', documentOf(), 'Office', 'the exporter reads another line'],
    ['of an older exporter', 404, 'HG612', 'the exporter responded with HTTP status 404'],
    ['that is none', { version: 9 }, 'HG612', 'expected version 1 of a spectrum'],
    [
      'of a line that is down',
      { ...documentOf(), state: 'no_signal' },
      'HG612',
      'the line was down when the report was made',
    ],
    [
      'that could not be read',
      {
        ...documentOf(),
        state: null,
        problems: [{ collector: 'xdslcmd_snr', reason: 'busy', message: 'the session is in use' }],
      },
      'HG612',
      'the session is in use',
    ],
  ])('%s is not shown, with the reason', async (_, response, lineName, reason) => {
    const section = await sectionOf(response, lineName);
    expect(section).toContain('Not read: ');
    expect(section).toContain(reason);
    expect(section).not.toContain('<svg');
  });

  it('of an exporter that does not run is not shown, with the reason', async () => {
    expect(await readSpectrum(await nowhere(), 'HG612', never)).toEqual({
      problem: expect.stringContaining('connection refused') as string,
    });
  });
});
