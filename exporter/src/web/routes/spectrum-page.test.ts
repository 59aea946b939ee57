import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMockModem, type MockModemOptions } from '../../../../mock-modem/src/mock-modem.ts';
import { exporterAt, exporterInFrontOf } from '../../../../test/support/exporter.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

/**
 * An exporter in front of a mock modem, with a folder of references.
 *
 * @param seconds line time since the scenario began
 */
async function exporterWithReferences(options: MockModemOptions = {}, seconds = 0) {
  let time = performance.now();
  const mock = await createMockModem({ ...options, now: () => time });
  time += seconds * 1000;
  const folder = await temporaryFolder();
  const exporter = exporterAt({
    pageUrl: mock.url,
    telnetPort: mock.telnetPort,
    spectrumReferenceDir: folder.path,
  });
  return {
    ...exporter,
    mock,
    save: (name: string, text: string) => writeFile(path.join(folder.path, `${name}.json`), text),
    async [Symbol.asyncDispose]() {
      await exporter[Symbol.asyncDispose]();
      await mock.close();
      await folder.remove();
    },
  };
}

/** The words of a page. */
const textOf = (markup: string): string =>
  markup
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('GET /spectrum', () => {
  it('has a chart of each table, the bands, and what they show', async () => {
    await using exporter = await exporterWithReferences();
    const { text, headers } = await exporter.agent.get('/spectrum').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    for (const table of ['bits', 'snr', 'qln', 'hlog']) expect(text).toContain(`id="chart-${table}-title"`);
    expect(text.match(/<svg/g)).toHaveLength(4);
    const words = textOf(text);
    expect(words).toContain('Nothing unusual was found in');
    for (const band of ['U0 up', 'D1 down', 'U1 up', 'D2 down', 'U2 up', 'D3 down']) {
      expect(words).toContain(band);
    }
  });

  it('has no script, loads nothing, and has less than 300 KiB', async () => {
    await using exporter = await exporterWithReferences({ scenario: 'interferer' });
    await exporter.save('2026-11', (await exporter.agent.get('/spectrum.json').expect(200)).text);
    const { text } = await exporter.agent.get('/spectrum?reference=2026-11').expect(200);
    expect(text).not.toMatch(/<script|<[^>]* on\w+=|https?:|<link rel="stylesheet"|<img/);
    expect(text.length).toBeLessThan(300 * 1024);
  });

  it('finds an interferer and marks it in the charts', async () => {
    const parameters = { kilohertz: 1089, drop: 120 };
    await using exporter = await exporterWithReferences({ scenario: 'interferer', parameters }, 3600);
    const { text } = await exporter.agent.get('/spectrum').expect(200);
    expect(textOf(text)).toMatch(/Narrow interference at 10[89]\d ± \d kHz \(D1\) \(likely\)/);
    expect(textOf(text)).toContain('It matches an AM channel, 1089 kHz');
    expect(text).toMatch(/stroke="var\(--chart-limit\)"/);
  });

  it('compares with a reference, and reads the modem once for both', async () => {
    await using exporter = await exporterWithReferences();
    const { text: saved } = await exporter.agent.get('/spectrum.json').expect(200);
    await exporter.save('2026-11', saved.replace('"line":"HG612"', '"line":"Cottage"'));
    const { text } = await exporter.agent.get('/spectrum?reference=2026-11').expect(200);
    expect(text).toContain('id="chart-change-title"');
    expect(textOf(text)).toContain('Compared with the reference 2026-11 , read on');
    expect(textOf(text)).toContain('It is a reading of another line, Cottage.');
    expect(exporter.mock.stats().telnet.opened).toBe(1);
  });

  it('links to the saved readings, the line and the JSON document', async () => {
    await using exporter = await exporterWithReferences();
    await exporter.save('2026-11', '{}');
    const { text } = await exporter.agent.get('/spectrum').expect(200);
    for (const address of ['/', '/spectrum.json', '/spectrum?reference=2026-11']) {
      expect(text).toContain(`href="${address}"`);
    }
    expect(await exporter.page()).toContain('href="/spectrum"');
  });

  it.each([
    ['{}', 'version: '],
    ['<html>', 'expected a spectrum as JSON'],
    ['{"version":2}', 'version: expected version 1 of a spectrum'],
  ])('says why the reference %s cannot be used, and shows the line', async (saved, reason) => {
    await using exporter = await exporterWithReferences();
    await exporter.save('old', saved);
    const { text } = await exporter.agent.get('/spectrum?reference=old').expect(200);
    expect(textOf(text)).toContain(`The reference old cannot be used: ${reason}`);
    expect(text.match(/<svg/g)).toHaveLength(4);
  });

  it.each([
    ['..%2F..%2Fetc%2Fpasswd', 400, 'reference: expected the name of a saved reading'],
    ['a&reference=b', 400, 'reference: expected one name'],
    ['http:%2F%2F127.0.0.1%2Fx', 400, 'reference: expected the name of a saved reading'],
    ['missing', 404, 'reference missing: no such file'],
  ])('responds to the reference %s with %i, without reading the modem', async (name, status, message) => {
    await using exporter = await exporterWithReferences();
    const { text } = await exporter.agent.get(`/spectrum?reference=${name}`).expect(status);
    expect(text).toContain(message);
    expect(exporter.mock.stats().telnet.opened).toBe(0);
  });

  it('says that no folder of references is configured', async () => {
    await using mock = await createMockModem();
    await using exporter = exporterInFrontOf(mock);
    const { text } = await exporter.agent.get('/spectrum?reference=a').expect(404);
    expect(text).toBe('no references: SPECTRUM_REFERENCE_DIR is not set\n');
    expect((await exporter.agent.get('/spectrum').expect(200)).text).toContain('Set SPECTRUM_REFERENCE_DIR');
  });

  it('says what failed and what to do when the modem cannot be read', async () => {
    await using exporter = await exporterWithReferences({ scenario: 'telnet-refused' });
    const { text } = await exporter.agent.get('/spectrum').expect(503);
    const words = textOf(text);
    expect(words).toContain('The spectrum could not be read.');
    expect(words).toContain('failed (connect)');
    expect(words).toContain('Check that MODEM_TELNET has the address of the modem');
    expect(text).not.toContain('<svg');
  });

  it('of a line that is down says so', async () => {
    await using exporter = await exporterWithReferences(
      { scenario: 'sync-drop', parameters: { after: 0 } },
      10,
    );
    const { text } = await exporter.agent.get('/spectrum').expect(200);
    expect(textOf(text)).toContain('There is a spectrum only while the line is up.');
    expect(text).not.toContain('<svg');
  });

  it('is rendered once for clients that request it at the same time', async () => {
    await using exporter = await exporterWithReferences();
    const answers = await Promise.all(Array.from({ length: 5 }, () => exporter.agent.get('/spectrum')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(exporter.mock.stats().telnet).toMatchObject({ opened: 1, maxConcurrent: 1 });
  });

  it('of a modem without a band plan has no direction', async () => {
    await using exporter = await exporterWithReferences({ recording: 'adsl' });
    const { text } = await exporter.agent.get('/spectrum').expect(200);
    const words = textOf(text);
    expect(words).toContain('which tones carry which direction is unknown');
    expect(words).not.toContain('downstream');
    expect(text.match(/<svg/g)).toHaveLength(4);
  });

  it('needs telnet', async () => {
    await using mock = await createMockModem();
    await using exporter = exporterAt({ pageUrl: mock.url });
    const { text } = await exporter.agent.get('/spectrum').expect(404);
    expect(text).toContain('set MODEM_TELNET');
    expect(await exporter.page()).not.toContain('href="/spectrum"');
  });
});
