import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePbParams } from './xdslcmd-pbparams.ts';
import { parseStats } from './xdslcmd-stats.ts';
import { dataBy, differingValues } from '../../../test/support/parsed-values.ts';

/**
 * Outputs of other drivers, firmwares and lines, in the formats of public recordings, with numbers of their own. Some
 * are of `--show` or `--state`, which print a part of what `--stats` does.
 */
const testdata = new URL('../../testdata/xdslcmd/variants/', import.meta.url);
const variants = readdirSync(testdata)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.replace(/\.txt$/, ''));

const textOf = (name: string): string => readFileSync(new URL(`${name}.txt`, testdata), 'latin1');
const parserOf = (name: string) => (name.startsWith('pbparams-') ? parsePbParams : parseStats);
const lineOf = (name: string) => {
  const { line } = parseStats(textOf(name)).data;
  if (line === undefined) throw new Error(`${name} has no line`);
  return line;
};

it.each(variants)('%s is read as in its JSON file, without problems', async (name) => {
  const { data, problems } = parserOf(name)(textOf(name));
  expect(problems).toEqual([]);
  await expect(`${JSON.stringify(data, undefined, 2)}\n`).toMatchFileSnapshot(
    new URL(`${name}.json`, testdata).pathname,
  );
});

it.each(variants)('%s gives fewer values when cut, and no other values', (name) => {
  const parse = parserOf(name);
  const lines = textOf(name).split(/(?<=\n)/);
  const whole = parse(lines.join('')).data;
  const fallback = /^AS:\s*(\d+)$/m.exec(textOf(name))?.[1];
  // Without the heading "Since Link time", AS stands in for it.
  const isFallback = ([path, value]: [string, unknown]) =>
    path === '.line.uptime' && String(value) === fallback;
  for (let kept = 0; kept < lines.length; kept += 1) {
    const wrong = differingValues(dataBy(parse, lines.slice(0, kept).join('')), whole);
    expect(wrong.filter((entry) => !isFallback(entry))).toEqual([]);
  }
});

describe('sync rate and HEC without a bearer', () => {
  it('reads Channel of a G.DMT line, and the HEC row that has no bearer', () => {
    const { downstream, upstream, info } = lineOf('gdmt-channel-fast');
    expect(info).toEqual({ modulation: 'G.DMT', tpsTc: 'ATM' });
    expect([downstream.gauges.syncRate, upstream.gauges.syncRate]).toEqual(kilobits('gdmt-channel-fast'));
    expect([downstream.counters.hecErrors, upstream.counters.hecErrors]).toEqual([0, 0]);
  });

  it.each(['INTR', 'FAST', 'Interleaved'])('reads Channel: %s', (path) => {
    const text = textOf('gdmt-channel-fast').replace('FAST,', `${path},`);
    expect(parseStats(text).data.line?.downstream.gauges.syncRate).toBe(kilobits('gdmt-channel-fast')[0]);
  });

  it('notes a Channel row without readable rates', () => {
    const text = textOf('gdmt-channel-fast').replace(/FAST, Upstream rate = \d+/, 'FAST, Upstream rate = x');
    const { data, problems } = parseStats(text);
    expect(problems.map(({ field }) => field)).toEqual(['Channel 0']);
    expect(data.line?.downstream.gauges).not.toHaveProperty('syncRate');
  });

  it('reads Max(Kbps), HEC and Channel of a driver that joins status and retrain reason', () => {
    const { state, retrainReasonCode, downstream, upstream } = lineOf('adsl2-status-joined');
    expect({ state, retrainReasonCode }).toEqual({ state: 'up', retrainReasonCode: 0 });
    expect([downstream.gauges.syncRate, upstream.gauges.syncRate]).toEqual(kilobits('adsl2-status-joined'));
    const [, down, up] = /^Max\(Kbps\):\s+(\d+)\s+(\d+)$/m.exec(textOf('adsl2-status-joined')) ?? [];
    expect(downstream.gauges.attainableRate).toBe(Number(down) * 125);
    expect(upstream.gauges.attainableRate).toBe(Number(up) * 125);
    expect(upstream.counters.hecErrors).toBeGreaterThan(0);
  });
});

describe('uptime', () => {
  it('is the time since link, not the shorter time in showtime without unavailable seconds', () => {
    const text = textOf('vdsl2-ginp-unavailable');
    const showtime = Number(/^AS:\s*(\d+)$/m.exec(text)?.[1]);
    expect(lineOf('vdsl2-ginp-unavailable').uptime).toBe(showtime + 34);
  });

  it.each([
    ['0 sec', 0],
    ['1 min 34 sec', 94],
    ['24 hours 0 sec', 86_400],
    ['22 hours 12 min 9 sec', 79_929],
    ['1 day 0 sec', 86_400],
    ['2 days 39 min 7 sec', 175_147],
    ['52 days 12 hours 5 min 58 sec', 4_536_358],
  ])('reads "%s"', (text, seconds) => {
    const output = textOf('vdsl2-ginp-unavailable').replace(/(?<=Since Link time = ).*/, text);
    expect(parseStats(output).data.line?.uptime).toBe(seconds);
  });

  it('is AS where the time since link is missing or cannot be read, which is noted', () => {
    const text = textOf('vdsl2-ginp-unavailable');
    const showtime = Number(/^AS:\s*(\d+)$/m.exec(text)?.[1]);
    expect(lineOf('vdsl2-ginp-no-totals').uptime).toBeGreaterThan(0);
    expect(parseStats(text.replace(/Since Link time = .*\n/, '')).data.line?.uptime).toBe(showtime);
    const { data, problems } = parseStats(text.replace(/(?<=Since Link time = ).*/, 'long'));
    expect(data.line?.uptime).toBe(showtime);
    expect(problems.map(({ message }) => message)).toEqual([
      'Since Link time: expected days, hours, min and sec, found "long"',
    ]);
  });

  it('is absent where neither can be read', () => {
    const text = textOf('vdsl2-ginp-unavailable')
      .replace(/Since Link time = .*\n/, '')
      .replace(/^AS:.*/m, 'AS:\t-1');
    const { data, problems } = parseStats(text);
    expect(data.line).not.toHaveProperty('uptime');
    expect(problems.map(({ field }) => field)).toEqual(['AS']);
  });
});

it('skips a U4 column', () => {
  const { bands = {} } = parsePbParams(textOf('pbparams-with-u4')).data;
  expect(Object.keys(bands)).toEqual(['U0', 'U1', 'D1', 'D2', 'D3']);
  const row = /^\s*Line Attenuation\(dB\):(.*)$/m.exec(textOf('pbparams-with-u4'))?.[1] ?? '';
  expect(bands.D1?.lineAttenuation).toBe(Number(row.trim().split(/\s+/)[5]));
});

it('reads G.INP in both directions', () => {
  const { downstream, upstream } = lineOf('vdsl2-ginp-both-directions');
  for (const { gauges } of [downstream, upstream]) {
    expect(gauges.ginpActive).toBe(true);
    expect(gauges.ginpMinThroughput).toBeGreaterThan(0);
  }
});

it('takes PhyR rows for neither G.INP nor errors', () => {
  const { downstream } = lineOf('adsl2-phyr');
  expect(Object.keys(downstream.counters).filter((name) => name.startsWith('ginp'))).toEqual([]);
  expect(downstream.gauges).not.toHaveProperty('ginpActive');
});

it('publishes no totals of an idle line that prints them', () => {
  const { state, downstream, upstream } = lineOf('idle-with-totals');
  expect(state).toBe('no_signal');
  for (const side of [downstream, upstream]) expect(side).toEqual({ gauges: {}, counters: {} });
});

it.each(['state-path', 'state-path-cells', 'state-two-bearers'])(
  '%s: a sync rate counts only when a heading shows that no bearer follows',
  (name) => {
    const { downstream } = lineOf(name);
    expect(downstream.gauges.attainableRate).toBeGreaterThan(0);
    expect(downstream.gauges).not.toHaveProperty('syncRate');
  },
);

/** Downstream and upstream rates of the Channel row, in bytes/s. */
function kilobits(name: string): number[] {
  const [, up, down] =
    /^Channel:.*Upstream rate = (\d+) Kbps, Downstream rate = (\d+) Kbps/m.exec(textOf(name)) ?? [];
  return [Number(down) * 125, Number(up) * 125];
}
