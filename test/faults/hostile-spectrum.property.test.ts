import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { renderSpectrumPage } from '../../exporter/src/spectrum-page/page.ts';
import { renderSpectrum } from '../../exporter/src/metrics/exposition.ts';
import { spectrumCollectors } from '../../modem/src/collectors/index.ts';
import { ModemError } from '../../modem/src/errors.ts';
import type { Outcome } from '../../modem/src/parse.ts';
import { parseSpectrumDocument, spectrumDocument } from '../../modem/src/spectrum-document.ts';
import { observeSpectrum } from '../../modem/src/spectrum-observation.ts';
import { openShell } from '../support/raw-client.ts';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';

/** Bounds, in characters. The normal sizes are a third of these at most. */
const MAX_DOCUMENT = 250_000;
const MAX_PAGE = 500_000;
const MAX_METRICS = 64_000;

/** Each renders a page with charts, which takes a third of a second. */
const RUNS = { numRuns: 25 };

/** The output of each command of the spectrum. */
const outputs = new Map<string, string>();
beforeAll(async () => {
  await using mock = await createMockModem();
  await using shell = await openShell(mock.telnetPort);
  for (const { source } of spectrumCollectors) {
    if (source.transport !== 'telnet') throw new TypeError('the spectrum is read by telnet');
    const before = shell.received.length;
    shell.send(`${source.command}\r\n`);
    const text = await shell.until(new RegExp(`^[^]{${before + source.command.length + 2},}# $`));
    outputs.set(source.command, text.slice(before + source.command.length + 2, -2).replaceAll('\r\n', '\n'));
  }
});

const hostileValue = fc.oneof(
  fc.constantFrom(
    '',
    '-',
    '-0',
    '1e308',
    '-1e308',
    'NaN',
    'Infinity',
    '9'.repeat(400),
    'A'.repeat(30_000),
    '\u001b[2J\u0007',
    '\u0000\u007f\u0080\u009b31m\u00ad\u202e\u2028',
    '</text></svg><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '\nTone number\tSNR\n0\t1\n',
    '(0,4095) (0,4095)',
    '(4095,0)',
    '4095',
  ),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.double({ noNaN: true }).map(String),
);

const mutation = fc.record({ command: fc.nat(), at: fc.nat(), value: hostileValue });

/** Replaces the `at`-th word (modulo their number) of a text. */
function replaceWord(text: string, at: number, value: string): string {
  const words = [...text.matchAll(/[^\s(),]+/g)];
  const found = words[at % words.length]!;
  return text.slice(0, found.index) + value + text.slice(found.index + found[0].length);
}

const unprintableIn = (text: string): string[] =>
  [...text.matchAll(/.{0,20}[^\P{Cc}\t\n].{0,20}/gu)].map(([found]) => JSON.stringify(found));

/** What the exporter makes of outputs of the modem. */
function read(from: ReadonlyMap<string, string>) {
  const outcomes = spectrumCollectors.map(
    (collector): [(typeof spectrumCollectors)[number]['name'], Outcome] => {
      const { source } = collector;
      const output = source.transport === 'telnet' ? (from.get(source.command) ?? '') : '';
      try {
        return [collector.name, { ok: true, parsed: collector.parse(output), seconds: 1 }];
      } catch (error) {
        if (!(error instanceof ModemError)) throw error;
        return [collector.name, { ok: false, error, seconds: 1 }];
      }
    },
  );
  return observeSpectrum({ outcomes: new Map(outcomes), seconds: 1 });
}

const origin = { line: 'HG612', readAt: new Date('2026-11-26T07:00:00Z') };

function expectContainedPage(page: string): void {
  expect(page.length).toBeLessThan(MAX_PAGE);
  expect(unprintableIn(page)).toEqual([]);
  expect(page.match(/<script|<img|onmouseover='/gi)).toBeNull();
  // In the charts: elsewhere, a quoted value of the modem may say so.
  const charts = [...page.matchAll(/<svg[^]*?<\/svg>/g)].join('\n');
  expect(charts.match(/.{0,40}(?:NaN|Infinity).{0,20}/g)).toBeNull();
}

it('contains what a modem sends instead of the tables per tone: document, page, metrics', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      const changed = new Map(outputs);
      for (const { command, at, value } of mutations) {
        const name = [...changed.keys()][command % changed.size]!;
        changed.set(name, replaceWord(changed.get(name)!, at, value));
      }
      const observation = read(changed);
      const document = spectrumDocument(observation, origin);
      const text = JSON.stringify(document);
      expect(text.length).toBeLessThan(MAX_DOCUMENT);
      expect(JSON.stringify(parseSpectrumDocument(text))).toBe(text);
      expect(document.problems.flatMap(({ message }) => unprintableIn(message))).toEqual([]);
      expectContainedPage(renderSpectrumPage({ document, reference: undefined, references: [] }));
      const metrics = await renderSpectrum(observation, 'text');
      expect(metrics.length).toBeLessThan(MAX_METRICS);
      expect(unprintableIn(metrics)).toEqual([]);
      expect(metrics.match(/ (?:Nan|NaN|[+-]?Inf)$/m)).toBeNull();
    }),
    RUNS,
  );
});

it('contains a reference with arbitrary content', () => {
  const document = spectrumDocument(read(outputs), origin);
  const table = fc.oneof(
    fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
      maxLength: 4096,
      size: 'max',
    }),
    fc.constantFrom(
      [1e308, -1e308],
      Array.from({ length: 4096 }, (_, at) => (at % 2 ? 1e308 : -1e308)),
      null,
    ),
  );
  const tone = fc.nat({ max: 4095 });
  const bands = fc.array(fc.tuple(tone, tone), { maxLength: 64 });
  const reference = fc.record({
    line: fc.oneof(hostileValue, fc.constant('</h1><script>alert(1)</script>')),
    tones: fc.record({ bits: table, snr: table, qln: table, hlog: table }),
    bandPlan: fc.option(fc.record({ upstream: bands, downstream: bands })),
  });
  fc.assert(
    fc.property(fc.oneof(reference, fc.jsonValue({ maxDepth: 5 })), (changes) => {
      const text = JSON.stringify(
        typeof changes === 'object' && changes !== null ? Object.assign({}, document, changes) : changes,
      );
      const page = renderSpectrumPage({ document, reference: { name: 'old', text }, references: ['old'] });
      expectContainedPage(page);
    }),
    RUNS,
  );
});

it.each([
  '',
  '[',
  '[]',
  '{"version":1}',
  '['.repeat(500_000),
  `{"version":1,"tones":${'{"a":'.repeat(90_000)}`,
])('rejects a text that is not a reference, with a bounded message', (text) => {
  const document = spectrumDocument(read(outputs), origin);
  const page = renderSpectrumPage({ document, reference: { name: 'old', text }, references: ['old'] });
  expect(page).toContain('The reference old cannot be used:');
  expectContainedPage(page);
});
