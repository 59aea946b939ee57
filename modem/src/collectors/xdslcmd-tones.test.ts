import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModemFormatError } from '../errors.ts';
import type { ToneTable } from '../line/spectrum.ts';
import { collectorNamed } from './index.ts';
import { xdslcmdBits } from './xdslcmd-bits.ts';
import { xdslcmdHlog } from './xdslcmd-hlog.ts';
import { xdslcmdQln } from './xdslcmd-qln.ts';
import { xdslcmdSnr } from './xdslcmd-snr.ts';

const HEADER = `xdslcmd: ADSL driver and PHY status
Status: Showtime
Retrain Reason:\t0
Last initialization procedure status:\t0
Max:\tUpstream rate = 9874 Kbps, Downstream rate = 61238 Kbps
Bearer:\t0, Upstream rate = 9612 Kbps, Downstream rate = 58321 Kbps

`;

/** A table as the driver prints it. */
const tableOf = (values: readonly (string | number)[]): string =>
  `${HEADER}Tone number      SNR\n${values.map((value, tone) => `   ${tone}\t\t${value}\n`).join('')}`;

/** 256 values that begin with these. */
const values = (...first: (string | number)[]): (string | number)[] => [
  ...first,
  ...Array.from({ length: 256 - first.length }, () => '1.0000'),
];

const whole = tableOf(values('3.5000'));

describe('a table per tone', () => {
  it.each([
    { collector: xdslcmdBits, table: 'bits', printed: [0, 15, 2], read: [0, 15, 2] },
    {
      collector: xdslcmdSnr,
      table: 'snr',
      printed: ['-32.0000', '-40.0000', '-31.9375', '0.0000', '47.2500'],
      read: [undefined, undefined, -31.9375, 0, 47.25],
    },
    {
      collector: xdslcmdQln,
      table: 'qln',
      printed: ['0.0000', '-160.0000', '-161.5000', '-159.9375', '-112.5000'],
      read: [undefined, undefined, undefined, -159.9375, -112.5],
    },
    {
      collector: xdslcmdHlog,
      table: 'hlog',
      printed: ['-96.0000', '-96.3125', '-95.9375', '-4.1875', '2.0000'],
      read: [undefined, undefined, -95.9375, -4.1875, 2],
    },
  ])('$table: what the driver prints for "not measured" is absent', ({ collector, table, printed, read }) => {
    const text = tableOf([...printed, ...Array.from({ length: 256 - printed.length }, () => printed[1]!)]);
    const { data, problems } = collector.parse(text);
    expect(problems).toEqual([]);
    expect(data.tones?.state).toBe('up');
    expect(data.tones?.[table as ToneTable]).toHaveLength(256);
    expect(data.tones?.[table as ToneTable]?.slice(0, read.length)).toEqual(read);
  });

  it.each([256, 512, 1024, 2048, 4096])('reads %i tones', (length) => {
    const { data } = xdslcmdBits.parse(tableOf(Array.from({ length }, () => 7)));
    expect(data.tones?.bits).toEqual(Array.from({ length }, () => 7));
  });

  it('does not depend on white space, the title or blank lines', () => {
    const spaced = whole
      .replaceAll('\t\t', '    ')
      .replaceAll(/^ {3}(?=\d)/gm, '\t ')
      .replaceAll('\n', '\r\n')
      .replace('Tone number      SNR', 'Tone number\tSignal to noise');
    expect(xdslcmdSnr.parse(`${spaced}\n\n`)).toEqual(xdslcmdSnr.parse(whole));
  });

  it.each(['-100', '1000'])('leaves out and reports %s, which is no SNR', (value) => {
    const { data, problems } = xdslcmdSnr.parse(tableOf(values(value)));
    expect(data.tones?.snr?.slice(0, 2)).toEqual([undefined, 1]);
    const reported = problems.map(({ message }) => message);
    // At most −32 is the driver's mark for "no value".
    expect(reported).toEqual(
      value === '-100' ? [] : ['xdslcmd info --SNR tone 0: expected a number from -32 to 100, found "1000"'],
    );
  });

  it('reports at most 30 values out of range', () => {
    const { problems } = xdslcmdBits.parse(tableOf(values(...Array.from({ length: 100 }, () => 99))));
    expect(problems).toHaveLength(30);
  });

  it.each(['G.994 Training', 'Idle', 'G.993 Started'])(
    'reads no values in state %s, which may be those of the previous sync',
    (status) => {
      const { data, problems } = xdslcmdSnr.parse(whole.replace('Showtime', status));
      expect(data.tones?.snr).toBeUndefined();
      expect(data.tones?.state).not.toBe('up');
      expect(problems).toEqual([]);
    },
  );

  it('reads a line that is down from an output without a table', () => {
    const down = 'xdslcmd: ADSL driver and PHY status\nStatus: Idle\nRetrain Reason:\t0\n';
    expect(xdslcmdQln.parse(down)).toEqual({ data: { tones: { state: 'no_signal' } }, problems: [] });
  });
});

describe('an output that is no such table is rejected', () => {
  const expectedTable = 'expected a table that begins with "Tone number"';
  const rows = whole.split('\n');
  const firstRow = rows.findIndex((row) => row.startsWith('   0'));
  /** The table with the rows from tone 100 on replaced. */
  const from100 = (...replacement: string[]): string =>
    [...rows.slice(0, firstRow + 100), ...replacement, ''].join('\n');

  it.each([
    {
      name: 'a firmware without the option',
      text: 'xdslcmd: invalid option --SNR\n',
      message: `${expectedTable}, found "xdslcmd: invalid option --SNR"`,
    },
    {
      name: 'a firmware without the command',
      text: 'sh: xdslcmd: not found\n',
      message: `${expectedTable}, found "sh: xdslcmd: not found"`,
    },
    {
      name: 'a driver that does not return the table',
      text: `${HEADER}xdslcmd: devCtl_adslGetObjectValue error\n`,
      message: `${expectedTable}, found "xdslcmd: devCtl_adslGetObjectValue error"`,
    },
    { name: 'nothing', text: '', message: `${expectedTable}, found ""` },
    {
      name: 'a tone twice',
      text: from100('   100\t\t1.0', '   100\t\t1.0'),
      message: 'expected tone 101 and its value, found "100\\t\\t1.0"',
    },
    {
      name: 'a tone left out',
      text: from100('   101\t\t1.0'),
      message: 'expected tone 100 and its value, found "101\\t\\t1.0"',
    },
    {
      name: 'tones out of order',
      text: from100('   99\t\t1.0'),
      message: 'expected tone 100 and its value, found "99\\t\\t1.0"',
    },
    {
      name: 'a value that is not a number',
      text: from100('   100\t\tnan'),
      message: 'expected tone 100 and its value, found "100\\t\\tnan"',
    },
    {
      name: 'a row without a value',
      text: from100('   100'),
      message: 'expected tone 100 and its value, found "100"',
    },
    {
      name: 'a row with two values',
      text: from100('   100\t\t1.0\t2.0'),
      message: 'expected tone 100 and its value, found "100\\t\\t1.0\\t2.0"',
    },
    {
      name: 'a second table',
      text: from100('Tone number      QLN'),
      message: 'expected tone 100 and its value, found "Tone number      QLN"',
    },
    {
      name: 'a table cut after a line',
      text: from100(),
      message:
        'expected a complete table of 256, 512, 1024, 2048, 4096 tones, found "100 tones, the last line is 99\\t\\t1.0000"',
    },
    {
      name: 'a table cut within its last number',
      text: whole.slice(0, -3),
      message:
        'expected a complete table of 256, 512, 1024, 2048, 4096 tones, found "256 tones, the last line is 255\\t\\t1.00"',
    },
    {
      name: 'more tones than a line has',
      text: tableOf(Array.from({ length: 4097 }, () => 1)),
      message: 'expected at most 4096 tones, found "4096\\t\\t1"',
    },
  ])('$name', ({ text, message }) => {
    expect(() => xdslcmdSnr.parse(text)).toThrow(
      expect.objectContaining({ reason: 'format', message: `xdslcmd info --SNR: ${message}` }),
    );
  });

  it('names the state that it does not know', () => {
    expect(() => xdslcmdSnr.parse(whole.replace('Showtime', 'Dancing'))).toThrow(
      'Status: expected a state of the xDSL driver, found "Dancing"',
    );
  });
});

describe('any text', { timeout: 30_000 }, () => {
  const collectors = (['xdslcmd_bits', 'xdslcmd_snr', 'xdslcmd_qln', 'xdslcmd_hlog'] as const).map((name) =>
    collectorNamed(name),
  );

  it('is either rejected as malformed, or gives values that a line can have', () => {
    const piece = fc.oneof(
      fc.constantFrom(HEADER, 'Tone number SNR\n', 'Status: Showtime\n', whole, whole.slice(300)),
      fc.string({ unit: 'binary' }),
      fc.integer({ min: -10, max: 5000 }).map((tone) => `   ${tone}\t\t1.0\n`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.constantFrom(...collectors), (pieces, collector) => {
        const text = pieces.join('');
        try {
          for (const table of Object.values(collector.parse(text).data.tones ?? {})) {
            if (typeof table === 'string') continue;
            expect(table.length).toBeLessThanOrEqual(4096);
            expect(table.every((value) => value === undefined || Math.abs(value) <= 160)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ModemFormatError);
        }
      }),
    );
  });

  it('of 256 KiB takes less than a second', () => {
    for (const line of ['   0\t\t1.0\n', 'Tone number\n', ' \t', ':', '\n', 'Status: Showtime\n']) {
      const text = HEADER + line.repeat((256 * 1024) / line.length);
      for (const collector of collectors) {
        const before = process.threadCpuUsage();
        try {
          collector.parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ModemFormatError);
        }
        const { user, system } = process.threadCpuUsage(before);
        expect((user + system) / 1000).toBeLessThan(1000);
      }
    }
  });

  it('cut anywhere gives no table, and not a wrong one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (kept) => {
        const cut = whole.slice(0, kept);
        let tables: unknown;
        try {
          tables = xdslcmdSnr.parse(cut).data.tones;
        } catch (error) {
          expect(error).toBeInstanceOf(ModemFormatError);
        }
        expect(tables).toBeUndefined();
      }),
    );
  });
});
