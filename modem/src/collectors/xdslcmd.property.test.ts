import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parsed } from './collector.ts';
import { parseUptime } from './uptime.ts';
import { parsePbParams } from './xdslcmd-pbparams.ts';
import { parseStats } from './xdslcmd-stats.ts';
import { dataBy, differingValues, valuesByPath } from '../../../test/support/parsed-values.ts';

const testdata = new URL('../../testdata/xdslcmd/', import.meta.url);

/** Every recording, with the parser that reads it. */
const recordings = readdirSync(testdata)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => ({ name, text: readFileSync(new URL(name, testdata), 'latin1'), parse: parserOf(name) }));

function parserOf(name: string): (output: string) => Parsed {
  if (name.startsWith('stats-')) return parseStats;
  return name.startsWith('pbparams-') ? parsePbParams : parseUptime;
}

const anyRecording = fc.constantFrom(...recordings);

describe('cut outputs give fewer values, and no other values', { timeout: 30_000 }, () => {
  it.each(recordings)('$name, cut at every line', ({ text, parse }) => {
    const whole = parse(text).data;
    const lines = text.split(/(?<=\n)/);
    for (let kept = 0; kept < lines.length; kept += 1) {
      expect(differingValues(dataBy(parse, lines.slice(0, kept).join('')), whole)).toEqual([]);
    }
  });

  it.each(recordings)('$name, cut at every character', ({ text, parse }) => {
    const whole = parse(text).data;
    for (let kept = 0; kept < text.length; kept += 1) {
      expect(differingValues(dataBy(parse, text.slice(0, kept)), whole)).toEqual([]);
    }
  });

  it.each(recordings)('$name, with the value of any single row made unreadable', ({ text, parse }) => {
    const whole = parse(text).data;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (!line.includes(':') || line.startsWith('Status:')) continue;
      const unreadable = lines.with(index, line.replace(/:.*/, ': ?? ??')).join('\n');
      const wrong = differingValues(dataBy(parse, unreadable), whole).filter(
        // The driver may print any text as mode, profile or TPS-TC.
        ([path]) => !path.startsWith('.line.info.'),
      );
      expect(wrong).toEqual([]);
    }
  });
});

describe('what has no meaning changes nothing', { timeout: 30_000 }, () => {
  const tables = fc.constantFrom(...recordings.filter(({ name }) => name !== 'uptime.txt'));

  it('white space and line ends', () => {
    const blanks = fc.infiniteStream(fc.constantFrom(' ', '\t', '\t\t', '      ', ' \t '), {
      noHistory: true,
    });
    const ends = fc.infiniteStream(fc.constantFrom('\n', '\r\n', '\t\r\n', '\n\n', '\r\r\n', '\n   '), {
      noHistory: true,
    });
    fc.assert(
      fc.property(tables, blanks, ends, ({ text, parse }, blank, end) => {
        const spaced = text
          .replaceAll(/[^\S\n]+/g, () => blank.next().value)
          .replaceAll('\n', () => end.next().value);
        expect(parse(spaced)).toEqual(parse(text));
      }),
    );
  });

  it('the order of the rows within a section', () => {
    const shuffled = tables.chain(({ text, parse }) =>
      fc.tuple(...sectionsOf(text).map(shuffle)).map((sections) => ({
        text,
        parse,
        other: `${sections.flat().join('\n')}\n`,
      })),
    );
    fc.assert(
      fc.property(shuffled, ({ text, parse, other }) => {
        expect(parse(other)).toEqual(parse(text));
      }),
    );
  });
});

describe('any text', { timeout: 30_000 }, () => {
  const parsers = [parseStats, parsePbParams, parseUptime] as const;
  const edited = fc
    .tuple(anyRecording, fc.array(fc.tuple(fc.nat(7000), fc.nat(40), fc.string({ maxLength: 20 }))))
    .map(([{ text }, edits]) => {
      let changed = text;
      for (const [at, length, more] of edits)
        changed = changed.slice(0, at) + more + changed.slice(at + length);
      return changed;
    });
  const pieces = fc
    .array(
      fc.oneof(fc.string(), ...recordings.map(({ text }) => fc.constantFrom(...text.split(/(?<=[\n\t :])/)))),
      { maxLength: 400 },
    )
    .map((parts) => parts.join(''));

  it('is read or rejected with a ModemFormatError, and gives finite numbers only', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), edited, pieces), (text) => {
        for (const parse of parsers) {
          for (const value of valuesByPath(dataBy(parse, text)).values()) {
            expect(typeof value === 'number' ? Number.isFinite(value) : value !== undefined).toBe(true);
          }
        }
      }),
    );
  });

  it.each([
    ' ',
    '\t\n',
    ':',
    '\n',
    'a\n',
    'a:',
    '0',
    '0 ',
    ' time',
    'time = ',
    'Bearer 0\n',
    'Bearer: 0, Upstream rate = 1 Kbps,\n',
    'Status: Showtime\n',
    'FEC: 1 2\n',
    'Total time = 1 sec\nFEC: 1 2\nCRC: 3 4\n',
    'Status: Showtime\nMode: Annex Annex Annex\nTPS-TC: Mode(Mode(Mode(\n',
    'VDSL Band Status U0 U0 U0\nTX Power(dBm): 1 2 3\n',
  ])('reads 256 KiB of %j in one pass', (piece) => {
    const body = piece.repeat(Math.ceil(262_144 / piece.length));
    for (const text of [
      body,
      `${body}\n`,
      `Status: Showtime\n${body}\n`,
      `Status: Showtime\nMode: ${body}\n`,
    ]) {
      const started = performance.now();
      for (const parse of parsers) dataBy(parse, text);
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

describe('problems stay few and short, however much cannot be read', () => {
  const many = 10_000;
  it.each([
    {
      name: 'rows of one bearer',
      parse: parseStats,
      output: `Status: Showtime\n${Array.from({ length: many }, (_, row) => `Bearer: 0, ${row}\n`).join('')}AS: 1\nEnd\n`,
    },
    {
      name: 'columns of one band',
      parse: parsePbParams,
      output: `Status: Showtime\nVDSL Band Status${' U0'.repeat(many)}\nTX Power(dBm):${' ?'.repeat(many)}\n`,
    },
    {
      name: 'columns without a value',
      parse: parsePbParams,
      output: `Status: Showtime\nVDSL Band Status${' U0'.repeat(many)}\nTX Power(dBm): 1 2\n`,
    },
  ])('$name', ({ parse, output }) => {
    const { data, problems } = parse(output);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message.length).toBeLessThan(200);
    expect(valuesByPath(data).keys().toArray()).not.toContain('.line.downstream.gauges.syncRate');
  });
});

/** Headings alone, and the rows between them. */
function sectionsOf(text: string): string[][] {
  const sections: string[][] = [];
  for (const line of text.split('\n').filter((candidate) => candidate.trim() !== '')) {
    const last = sections.at(-1);
    if (line.includes(':') && last?.[0]?.includes(':') === true) last.push(line);
    else sections.push([line]);
  }
  return sections;
}

function shuffle(lines: string[]): fc.Arbitrary<string[]> {
  return fc.shuffledSubarray(lines, { minLength: lines.length });
}
