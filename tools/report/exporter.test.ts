import { describe, expect, it } from 'vitest';
import type { SpectrumDocument } from '../../modem/src/spectrum-document.ts';
import { spectrumDocument } from '../../modem/src/spectrum-document.ts';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { exporterAt, exporterInFrontOf, serve } from '../../test/support/exporter.ts';
import { fakeServer, nowhere } from '../../test/support/fake-server.ts';
import { simulatedSpectrum } from '../../test/support/simulated-spectrum.ts';
import { readNow } from './exporter.ts';
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
  const { spectrum } = await readNow(exporter.url, lineName, never);
  return spectrumSection(spectrum, createZone('Europe/London')).toString();
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
});

it('reports the reason if the exporter is not running', async () => {
  const problem = expect.stringContaining('connection refused') as string;
  expect(await readNow(await nowhere(), 'HG612', never)).toEqual({
    spectrum: { problem },
    errorPeriods: { problem },
  });
});

it("the exporter of a mock modem has the driver's own error periods and the spectrum", async () => {
  await using mock = await createMockModem({});
  await using exporter = await serve(exporterInFrontOf(mock));
  const { spectrum, errorPeriods } = await readNow(exporter.url, 'HG612', never);
  expect(spectrum).toMatchObject({ document: { state: 'up' } });
  expect(errorPeriods).toMatchObject({
    document: {
      line: 'HG612',
      uptime: expect.any(Number) as number,
      periods: { latestQuarterHour: { downstream: { erroredSeconds: expect.any(Number) as number } } },
    },
  });
});

it('an exporter without telnet has neither', async () => {
  await using mock = await createMockModem({});
  await using exporter = await serve(exporterAt({ pageUrl: mock.url }));
  expect(await readNow(exporter.url, 'HG612', never)).toEqual({
    spectrum: { problem: 'the spectrum is read by telnet, which is off: set MODEM_TELNET' },
    errorPeriods: { problem: 'the periods are read by telnet, which is off: set MODEM_TELNET' },
  });
});
