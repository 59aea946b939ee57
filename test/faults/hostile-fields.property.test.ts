import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServiceProcess, startExporter } from '../support/processes.ts';
import { serveModem, type ServedModem } from '../support/served-modem.ts';

const testdata = new URL('../../modem/testdata/', import.meta.url);
const recorded = (file: string): string => readFileSync(new URL(file, testdata), 'latin1');

const PAGE = recorded('page/vdsl2-shifted.asp');
const OUTPUTS = {
  'xdslcmd info --stats': recorded('xdslcmd/stats-vdsl2-ginp.txt'),
  'xdslcmd info --pbParams': recorded('xdslcmd/pbparams-vdsl2.txt'),
  'cat /proc/uptime': recorded('xdslcmd/uptime.txt'),
} as const;
type Command = keyof typeof OUTPUTS;
const COMMANDS = Object.keys(OUTPUTS) as Command[];

/** Bounds on the output of one read, in characters. Normal sizes are at most a third of these. */
const MAX_LOG_LINE = 4000;
const MAX_LANDING_PAGE = 64_000;
const MAX_METRICS = 64_000;

/** Values that a broken or hostile modem might send. */
const hostileValue = fc.oneof(
  fc.constantFrom(
    '',
    '-',
    '-1',
    '-0',
    '1e400',
    'NaN',
    '0x10',
    '9'.repeat(5000),
    'A'.repeat(30_000),
    ' '.repeat(30_000),
    '\u001b[2J\u001b]0;title\u0007',
    '\u0000\u0007\u007f\u0080\u009b31m\u00ad',
    '"),new stDsl("',
    '</td><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    'first\nhg612_up 7\n# HELP hg612_up forged',
    '\r\n# ',
    '{{ .Value }}${jndi:x}%s%n',
    'U0 D1 U0 D1',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
  fc.integer().map(String),
);

/** One quoted value of the page, or a stretch of a command's output, replaced by something else. */
const mutation = fc.oneof(
  fc.record({ source: fc.constant('page' as const), at: fc.nat(), value: hostileValue }),
  fc.record({ source: fc.constantFrom(...COMMANDS), at: fc.nat(), value: hostileValue }),
);

/** Replaces the `at`-th word (modulo their number) of a text. */
function replaceWord(text: string, word: RegExp, at: number, value: string): string {
  const words = [...text.matchAll(word)];
  const found = words[at % words.length]!;
  return text.slice(0, found.index) + value + text.slice(found.index + found[0].length);
}

/** Control characters other than tab and line feed, C1 and DEL included, with the text around them. */
const unprintableIn = (text: string): string[] =>
  [...text.matchAll(/.{0,20}[^\P{Cc}\t\n].{0,20}/gu)].map(([found]) => JSON.stringify(found));

/** Every string in a parsed log line. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]);
}

/** `name value` or `name{label="value",…} value` with a finite number. */
const SAMPLE = /^[a-z_0-9]+(?:\{(?:[a-z_0-9]+="(?:[^"\\\n]|\\.)*",?)*\})? -?\d+(?:\.\d+)?(?:e[+-]\d+)?$/i;

describe('an exporter whose modem sends hostile values', () => {
  let modem: ServedModem;
  let exporter: ServiceProcess;
  beforeAll(async () => {
    modem = await serveModem(PAGE, OUTPUTS);
    exporter = await startExporter(modem.environment);
  });
  afterAll(async () => {
    await exporter?.stop();
    await modem?.[Symbol.asyncDispose]();
  });

  const get = async (path: string): Promise<string> => {
    const response = await fetch(exporter.url + path, { signal: AbortSignal.timeout(10_000) });
    expect(response.status, path).toBe(200);
    return response.text();
  };

  /** Reads the modem by both endpoints and checks everything that the exporter puts out. */
  async function expectContained(): Promise<void> {
    const logged = exporter.stdout.length;
    const metrics = await get('/metrics');
    expect(metrics.length).toBeLessThan(MAX_METRICS);
    expect(unprintableIn(metrics)).toEqual([]);
    const samples = metrics.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples.filter((line) => !SAMPLE.test(line) && !line.startsWith('nodejs_'))).toEqual([]);
    expect(samples.filter((line) => line.startsWith('hg612_up '))).toHaveLength(1);

    const page = await get('/');
    expect(page.length).toBeLessThan(MAX_LANDING_PAGE);
    expect(unprintableIn(page)).toEqual([]);
    expect(page.match(/<script|onmouseover='/gi)).toBeNull();

    await get('/-/healthy');
    const lines = exporter.stdout.slice(logged).split('\n').filter(Boolean);
    for (const line of lines) {
      expect(line.length).toBeLessThan(MAX_LOG_LINE);
      expect(stringsIn(JSON.parse(line)).flatMap(unprintableIn)).toEqual([]);
    }
    expect(exporter.stderr).toBe('');
    expect(exporter.exit).toBeUndefined();
  }

  it('answers, and bounds and escapes what it prints', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        let page = PAGE;
        Object.assign(modem.outputs, OUTPUTS);
        for (const { source, at, value } of mutations) {
          if (source === 'page') page = replaceWord(page, /"[^"]*"/g, at, `"${value}"`);
          else modem.outputs[source] = replaceWord(modem.outputs[source]!, /\S+/g, at, value);
        }
        modem.page = Buffer.from(page, 'latin1');
        await expectContained();
      }),
    );
  });

  it.each<{ name: string; command: Command; output: string }>([
    {
      name: 'a band of 100 KB with control characters',
      command: 'xdslcmd info --pbParams',
      output: OUTPUTS['xdslcmd info --pbParams'].replace('U0', `${'\u001b\u0000\u009b'.repeat(33_000)}U0`),
    },
    {
      name: '10 000 bands',
      command: 'xdslcmd info --pbParams',
      output: OUTPUTS['xdslcmd info --pbParams'].replace('U0', ' U0'.repeat(10_000)),
    },
    {
      name: 'a status of 200 KB',
      command: 'xdslcmd info --stats',
      output: OUTPUTS['xdslcmd info --stats'].replace('Showtime', 'Show'.repeat(50_000)),
    },
    { name: 'an uptime of 9s', command: 'cat /proc/uptime', output: `${'9'.repeat(1000)} 1\n` },
  ])('contains $name', async ({ command, output }) => {
    modem.page = Buffer.from(PAGE, 'latin1');
    Object.assign(modem.outputs, OUTPUTS, { [command]: output });
    await expectContained();
  });

  it('reads the line again once the modem sends valid values', async () => {
    modem.page = Buffer.from(PAGE, 'latin1');
    Object.assign(modem.outputs, OUTPUTS);
    const metrics = await get('/metrics');
    expect(metrics).toContain('hg612_scrape_collector_success{collector="xdslcmd_stats"} 1\n');
    expect(metrics).toContain('hg612_dsl_up 1\n');
    expect(metrics).not.toContain('hg612_scrape_collector_failure{');
  });
});
