import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ModemFormatError } from '../errors.ts';
import type { LineStatus } from '../line/status.ts';
import { parseStats } from './xdslcmd-stats.ts';

const testdata = new URL('../../testdata/xdslcmd/', import.meta.url);
const recording = (name: string): string => readFileSync(new URL(`${name}.txt`, testdata), 'latin1');
const ginp = recording('stats-vdsl2-ginp');

const lineOf = (output: string): LineStatus => {
  const { line } = parseStats(output).data;
  if (line === undefined) throw new Error('no line');
  return line;
};

describe('recordings', () => {
  it.each([
    'stats-vdsl2-ginp',
    'stats-vdsl2-interleaved',
    'stats-old-driver',
    'stats-adsl',
    'stats-adsl2plus',
    'stats-near-wrap',
    'stats-training',
    'stats-idle',
  ])('reads %s as in its JSON file', async (name) => {
    const parsed = parseStats(recording(name));
    expect(parsed.problems).toEqual([]);
    const golden = new URL(`${name}.json`, testdata).pathname;
    await expect(`${JSON.stringify(parsed.data.line, undefined, 2)}\n`).toMatchFileSnapshot(golden);
  });

  it.each([
    { form: 'CRLF', of: (text: string) => text.replaceAll('\n', '\r\n') },
    { form: 'spaces for tabs', of: (text: string) => text.replaceAll('\t', '   ') },
    { form: 'no blank lines', of: (text: string) => text.replaceAll(/\n\n+/g, '\n') },
    { form: 'no space before a bracket', of: (text: string) => text.replaceAll(' (dB)', '(dB)') },
  ])('reads the same with $form', ({ of }) => {
    expect(parseStats(of(ginp))).toEqual(parseStats(ginp));
  });
});

describe('state', () => {
  it.each([
    { status: 'Showtime', state: 'up' },
    { status: 'Idle', state: 'no_signal' },
    { status: 'G.994 Training', state: 'initializing' },
    { status: 'G.992 Started', state: 'initializing' },
    { status: 'G.993 Started', state: 'initializing' },
    { status: 'G.994 Handshake', state: 'initializing' },
    { status: 'Started', state: 'initializing' },
    { status: 'G.993 Channel Analysis', state: 'establishing_link' },
    { status: 'G.992 Message Exchange', state: 'establishing_link' },
  ])('reads $status as $state', ({ status, state }) => {
    const { data, problems } = parseStats(ginp.replace('Status: Showtime', `Status: ${status}`));
    expect(data.line?.state).toBe(state);
    expect(problems).toEqual([]);
  });

  it.each(['Dreaming', 'NotStarted', 'Showtime soon', 'Started over'])(
    'rejects the unknown status %s',
    (status) => {
      expect(() => parseStats(ginp.replace('Status: Showtime', `Status: ${status}`))).toThrow(
        new ModemFormatError('Status', 'a state of the xDSL driver', status),
      );
    },
  );

  it('reads only state and retrain reason out of showtime, whatever is printed', () => {
    expect(lineOf(ginp.replace('Status: Showtime', 'Status: G.993 Started'))).toEqual({
      state: 'initializing',
      layout: 'telnet',
      info: {},
      retrainReasonCode: 1,
      downstream: { gauges: {}, counters: {} },
      upstream: { gauges: {}, counters: {} },
    });
  });

  it.each([
    { row: 'Retrain Reason:\t0', code: 0 },
    { row: 'Retrain Reason:\t8000', code: 0x8000 },
    { row: 'Last Retrain Reason: 1a', code: 0x1a },
    { row: 'Last Retrain Reason:\t0x10', code: 0x10 },
    { row: 'Retrain Reason:\tffffffff', code: 0xffffffff },
  ])('reads $row as the bit mask $code', ({ row, code }) => {
    const output = `xdslcmd: ADSL driver and PHY status\nStatus: Idle\n${row}\n`;
    expect(lineOf(output).retrainReasonCode).toBe(code);
  });
});

describe('sections', () => {
  it('reads counters from the Total table, not from others with the same keys', () => {
    const { downstream, upstream } = lineOf(ginp);
    expect(downstream.counters).toMatchObject({ fecErrors: 9902144, crcErrors: 1604, erroredSeconds: 402 });
    expect(upstream.counters).toMatchObject({ fecErrors: 11873, unavailableSeconds: 35, lossOfFrame: 1 });
  });

  it('has no Total counters without a Total table', () => {
    const { counters } = lineOf(ginp.replace(/Total time[^]*?(?=Latest 15)/, '')).downstream;
    expect(Object.keys(counters)).toEqual([
      'ginpRetransmitted',
      'ginpCorrected',
      'ginpUncorrected',
      'ginpLowThroughputSeconds',
      'bitswaps',
      'hecErrors',
    ]);
  });

  it('sums rates and HEC over both bearers, and reads INP, delay and depth of the first', () => {
    const { downstream, upstream } = lineOf(recording('stats-near-wrap'));
    expect(downstream.gauges).toMatchObject({
      syncRate: (69440 + 192) * 125,
      impulseNoiseProtection: 43.5,
      interleaverDelay: 0,
      interleaverDepth: 8,
    });
    expect(upstream.gauges.syncRate).toBe((19800 + 64) * 125);
    expect(downstream.counters.hecErrors).toBe(1);
    expect(upstream.counters.hecErrors).toBe(3);
  });

  it('has a sum of HEC that does not fall when the counter of one bearer wraps', () => {
    const text = recording('stats-near-wrap');
    const sums = [
      [4294967290, 20],
      [4294967295, 20],
      [2, 20],
    ].map(([first, second]) => {
      let bearer = 0;
      const changed = text.replaceAll(/^HEC:.*$/gm, () => `HEC:\t\t${[first, second][bearer++]}\t\t0`);
      return parseStats(changed).data.line?.downstream.counters.hecErrors;
    });
    expect(sums).toEqual([14, 19, 22]);
  });

  it('has no HEC when that of one bearer is missing', () => {
    const { data } = parseStats(ginp.replace('HEC:\t\t3\t\t1\n', ''));
    expect(data.line?.downstream.counters).not.toHaveProperty('hecErrors');
    expect(data.line?.upstream.counters).not.toHaveProperty('hecErrors');
  });

  it('has neither rates nor HEC when the first bearer, which carries the data, is missing', () => {
    const { downstream, upstream } = lineOf(ginp.replace('Bearer:\t0, Up', 'Be rer:\t0, Up'));
    for (const side of [downstream, upstream]) {
      expect(side.gauges).not.toHaveProperty('syncRate');
      expect(side.counters).not.toHaveProperty('hecErrors');
    }
  });

  it('ignores unknown rows and sections', () => {
    const more = `${ginp}New thing:\t12\t13\n\t\t\tWeekly Counters\nFEC:\t\t1\t\t2\nCRC:\t\t3\t\t4\n`;
    expect(parseStats(more)).toEqual(parseStats(ginp));
  });
});

describe('rows that cannot be read', () => {
  it.each([
    { row: 'CRC:\t\t1604\t\t258', instead: 'CRC:\t\t16o4\t\t258', lost: ['downstream.counters.crcErrors'] },
    {
      row: 'SNR (dB):\t 5.4\t\t 7.1',
      instead: 'SNR (dB):\t 5.4\t\t --',
      lost: ['upstream.gauges.snrMargin'],
    },
    { row: 'D:\t\t8\t\t1\n', instead: 'D:\t\t-8\t\t1\n', lost: ['downstream.gauges.interleaverDepth'] },
    { row: 'Retrain Reason:\t1', instead: 'Retrain Reason:\tloss of power', lost: ['retrainReasonCode'] },
    {
      row: 'rtx_tx:\t\t1830562\t\t0',
      instead: 'rtx_tx:\t\t-6\t\t1e3',
      lost: ['downstream.counters.ginpRetransmitted', 'upstream.counters.ginpRetransmitted'],
    },
    {
      row: 'Bitswap:\t120417/120433\t\t1887/1890',
      instead: 'Bitswap:\t120417/1/2\t\t1887/x',
      lost: ['downstream.counters.bitswaps', 'upstream.counters.bitswaps'],
    },
    {
      row: 'UAS:\t\t54\t\t35\nLOS',
      instead: 'UAS:\t\t54\nLOS',
      lost: ['downstream.counters.unavailableSeconds', 'upstream.counters.unavailableSeconds'],
    },
    {
      row: 'Max:\tUpstream rate = 9874 Kbps',
      instead: 'Max:\tUpstream rate = fast',
      lost: ['downstream.gauges.attainableRate', 'upstream.gauges.attainableRate'],
    },
    {
      row: 'Max:\tUpstream rate = 9874 Kbps',
      instead: 'Max:\tUpstream rate = 987 Kbps, Upstream rate = 9874 Kbps',
      lost: ['downstream.gauges.attainableRate', 'upstream.gauges.attainableRate'],
    },
    {
      row: 'Bearer:\t1, Upstream rate = 0 Kbps',
      instead: 'Bearer:\t1, Upstream rate = 0 Mbps',
      lost: ['downstream.gauges.syncRate', 'upstream.gauges.syncRate'],
    },
    {
      row: 'Bearer:\t1, Upstream',
      instead: 'Bearer:\tone, Upstream',
      lost: [
        'downstream.gauges.syncRate',
        'upstream.gauges.syncRate',
        'downstream.counters.hecErrors',
        'upstream.counters.hecErrors',
      ],
    },
    {
      row: 'Bearer:\t0, Upstream',
      instead: 'Bearer:\t3, Upstream',
      lost: [
        'downstream.gauges.syncRate',
        'upstream.gauges.syncRate',
        'downstream.counters.hecErrors',
        'upstream.counters.hecErrors',
      ],
    },
    {
      row: 'FEC:\t\t9902144\t\t11873\n',
      instead: 'FEC:\t\t9902144\t\t11873\nFEC:\t\t12\t\t13\n',
      lost: ['downstream.counters.fecErrors', 'upstream.counters.fecErrors'],
    },
  ])('leaves out $lost for $instead, notes it, and keeps the rest', ({ row, instead, lost }) => {
    const output = ginp.replace(row, instead);
    expect(output).not.toBe(ginp);
    const { data, problems } = parseStats(output);
    const { line: whole } = parseStats(ginp).data;
    expect({ ...values(data.line) }).toEqual(without(values(whole), lost));
    expect(problems).not.toEqual([]);
  });

  it.each([
    ['D downstream', 'D:\t\t8', 'D:\t\t-8', 'a number from 0 to 4096'],
    ['INP downstream', 'INP:\t\t47.00', 'INP:\t\t-47.00', 'a number from 0 to 1000'],
    ['delay upstream', 'delay:\t\t0\t\t0', 'delay:\t\t0\t\t-1', 'a number from 0 to 1000'],
    ['minEFTR downstream', 'minEFTR:\t\t58277', 'minEFTR:\t\t-1', 'a number from 0 to 1000000'],
    ['SNR(dB) downstream', 'SNR (dB):\t 5.4', 'SNR (dB):\t 222.0', 'a number from -64 to 64'],
    ['Attn(dB) downstream', 'Attn(dB):\t 17.3', 'Attn(dB):\t -17.3', 'a number from 0 to 128'],
    ['Pwr(dBm) upstream', '13.1\t\t -2.6', '13.1\t\t -260', 'a number from -64 to 64'],
    ['Max', 'rate = 61238 Kbps', 'rate = 61238000 Kbps', 'an upstream and a downstream rate in Kbps'],
    ['Bearer 0', 'rate = 58321 Kbps', 'rate = 58321000 Kbps', 'one upstream and one downstream rate in Kbps'],
  ])('notes %s out of range, and keeps the rest', (field, row, instead, expected) => {
    const output = ginp.replace(row, instead);
    expect(output).not.toBe(ginp);
    const { data, problems } = parseStats(output);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(`${field}: expected ${expected}, found "`),
    ]);
    const kept = Object.keys(values(data.line)).length;
    expect(Object.keys(values(parseStats(ginp).data.line)).length - kept).toBeLessThanOrEqual(2);
  });

  it('bounds the problems of an output', () => {
    const rows = Array.from({ length: 100 }, (_, bearer) => `Bearer: ${bearer}, x\n`).join('');
    const { problems } = parseStats(ginp.replace('Bearer:\t0', `${rows}Bearer:\t0`));
    expect(problems).toHaveLength(30);
  });

  it('names field, expectation and the text found', () => {
    const output = ginp.replace('CRC:\t\t1604\t\t258', 'CRC:\t\t16o4\t\t258 7');
    expect(parseStats(output).problems.map(({ message }) => message)).toEqual([
      'CRC: expected two values, downstream and upstream, found "16o4 258 7"',
    ]);
    const cell = ginp.replace('CRC:\t\t1604\t\t258', 'CRC:\t\t1604\t\t-');
    expect(parseStats(cell).problems.map(({ message }) => message)).toEqual([
      'CRC upstream: expected a counter, found "-"',
    ]);
  });

  it('reads N/A as absent, without a problem', () => {
    const { data, problems } = parseStats(ginp.replace('Pwr(dBm):\t 13.1', 'Pwr(dBm):\t N/A'));
    expect(data.line?.downstream.gauges).not.toHaveProperty('transmitPower');
    expect(data.line?.upstream.gauges.transmitPower).toBe(-2.6);
    expect(problems).toEqual([]);
  });
});

describe('text that is not its output', () => {
  it.each([
    { name: 'nothing', output: '', found: '""' },
    { name: 'an unknown command', output: 'sh: xdslcmd: not found\n', found: '"sh: xdslcmd: not found"' },
    {
      name: 'a cut first row',
      output: 'xdslcmd: ADSL\nStatus: Show',
      found: String.raw`"xdslcmd: ADSL\nStatus: Show"`,
    },
    { name: 'an empty status', output: 'Status:\nMax:\n', found: String.raw`"Status:\nMax:"` },
  ])('is rejected: $name', ({ output, found }) => {
    expect(() => parseStats(output)).toThrow(
      new ModemFormatError('Status', 'a Status: row of xdslcmd', JSON.parse(found)),
    );
  });

  it('is rejected: a line in showtime without a single known row', () => {
    expect(() => parseStats('Status: Showtime\n\t\tTable of the future\nFog:\t1\t2\n')).toThrow(
      'xdslcmd info --stats: expected the tables of a line in showtime, found "Status: Showtime',
    );
  });
});

/** Every value of a line, by path. */
function values(line: unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) found[path] = value;
    else for (const [key, part] of Object.entries(value)) walk(part, path === '' ? key : `${path}.${key}`);
  };
  walk(line, '');
  return found;
}

const without = (all: Record<string, unknown>, lost: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(all).filter(([path]) => !lost.includes(path)));
