import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ModemFormatError, ModemLoginError } from '../errors.ts';
import { type LayoutChoice, type LineStatus, lineWithoutValues } from '../line/status.ts';
import { parseXdslStatus } from './xdsl-status.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../testdata/page/${name}`, import.meta.url), 'utf8');

function parse(name: string, layout: LayoutChoice = 'auto') {
  const { data, problems } = parseXdslStatus(fixture(name), layout);
  return { line: data.line as LineStatus, problems: problems.map(({ message }) => message) };
}

describe('a line that is up', () => {
  it('reads attenuation and power from a shifted VDSL2 page, but no margin and no counters', () => {
    const { line, problems } = parse('vdsl2-shifted.asp');
    expect(line).toEqual({
      state: 'up',
      layout: 'shifted',
      info: { modulation: 'VDSL2' },
      downstream: {
        gauges: { syncRate: 5_255_500, attainableRate: 5_097_500, attenuation: 22.2, transmitPower: 13.4 },
        counters: {},
      },
      upstream: {
        gauges: { syncRate: 1_106_500, attainableRate: 1_106_500, transmitPower: 6.2 },
        counters: {},
      },
    });
    expect(problems).toEqual([]);
  });

  it('reads all values of a documented ADSL page', () => {
    const { line, problems } = parse('adsl-documented.asp');
    expect(line).toEqual({
      state: 'up',
      layout: 'documented',
      info: { modulation: 'ADSL_2plus', dataPath: 'Interleaved' },
      downstream: {
        gauges: {
          syncRate: 2_164_000,
          attainableRate: 2_368_000,
          snrMargin: 7.1,
          attenuation: 34.1,
          transmitPower: 18.9,
        },
        counters: { hecErrors: 3, crcErrors: 512, fecErrors: 903_311 },
      },
      upstream: {
        gauges: {
          syncRate: 128_000,
          attainableRate: 138_500,
          snrMargin: 9.2,
          attenuation: 18.7,
          transmitPower: 12.1,
        },
        counters: { hecErrors: 41, crcErrors: 17, fecErrors: 2204 },
      },
    });
    expect(problems).toEqual([]);
  });

  it('sums both paths: rates as they are, counters as uint32, including one above 2³¹ on ADSL', () => {
    const { line } = parse('adsl-two-paths.asp');
    expect(line.layout).toBe('documented');
    expect(line.info.dataPath).toBe('Fast');
    expect(line.upstream.gauges.syncRate).toBe((1024 + 96) * 125);
    expect(line.downstream.gauges.syncRate).toBe((17_312 + 688) * 125);
    expect(line.downstream.counters).toEqual({ hecErrors: 4, crcErrors: 515, fecErrors: 4 });
    expect(line.upstream.counters).toEqual({ hecErrors: 43, crcErrors: 21, fecErrors: 2210 });
  });

  it('reads negative levels, as decimals and as uint32, from a page on a single line', () => {
    const { line, problems } = parse('adsl-negative.asp');
    expect(line.upstream.gauges.snrMargin).toBe(-0.6);
    expect(line.downstream.gauges.snrMargin).toBe(-1.2);
    expect(line.upstream.gauges.transmitPower).toBe(-3.4);
    expect(line.downstream.gauges.transmitPower).toBe(-3.4);
    expect(problems).toEqual([]);
  });

  it('leaves out "no value" without a problem', () => {
    const { line, problems } = parse('adsl-no-values.asp');
    expect(line.upstream.gauges).not.toHaveProperty('snrMargin');
    expect(line.downstream.gauges).not.toHaveProperty('snrMargin');
    expect(line.upstream.gauges).not.toHaveProperty('attainableRate');
    expect(line.downstream.counters).not.toHaveProperty('crcErrors');
    expect(line.upstream.counters).toEqual({ hecErrors: 41, fecErrors: 2204 });
    expect(line.uptime).toBe(5404);
    expect(problems).toEqual([]);
  });

  it('leaves out fields that cannot be read, lists them, and keeps the rest', () => {
    const { line, problems } = parse('adsl-unreadable-fields.asp');
    expect(line.upstream.gauges).toEqual({
      attainableRate: 138_500,
      snrMargin: 9.2,
      attenuation: 18.7,
      transmitPower: 12.1,
    });
    expect(line.downstream.gauges).not.toHaveProperty('snrMargin');
    expect(line.downstream.counters).toEqual({ hecErrors: 3, crcErrors: 512 });
    expect(problems).toEqual([
      'DslUpTime: expected an integer, 0 or more, found "soon"',
      'stDsl[4, 6] rate: expected an integer, 0 or more, found "--"',
      'stDsl[11] SNR margin: expected an integer, found "7.1"',
      'stStats[5, 11] FEC: expected an integer, 0 or more, found "-5"',
    ]);
  });
});

it.each(['x'.repeat(65), 'Inter\\x0aleaved', 'Interléaved'])('leaves out the data path %j', (dataPath) => {
  const page = fixture('adsl-documented.asp').replace('"Interleaved"', `"${dataPath}"`);
  const { data, problems } = parseXdslStatus(page, 'auto');
  expect(data.line?.info).toEqual({ modulation: 'ADSL_2plus' });
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^stDsl\[3\] data path: expected at most 64 printable ASCII characters, found "/),
  ]);
});

describe('the layout', () => {
  it.each([
    { name: 'vdsl2-shifted.asp', choice: 'auto', layout: 'shifted' },
    { name: 'vdsl2-shifted-by-counter.asp', choice: 'auto', layout: 'shifted' },
    { name: 'vdsl2-documented.asp', choice: 'auto', layout: 'documented' },
    { name: 'vdsl2-documented.asp', choice: 'shifted', layout: 'shifted' },
    { name: 'vdsl2-shifted.asp', choice: 'documented', layout: 'documented' },
    { name: 'adsl-two-paths.asp', choice: 'auto', layout: 'documented' },
  ] as const)('of $name with $choice is $layout', ({ name, choice, layout }) => {
    expect(parse(name, choice).line.layout).toBe(layout);
  });

  it.each(['', 'VDSL', 'VDSL-2', 'VDSL²', 'unknown'])(
    'with the marks of the shifted one is shifted, too, with the modulation %j',
    (modulation) => {
      const page = fixture('vdsl2-shifted.asp').replace('"VDSL2"', `"${modulation}"`);
      const { line } = parseXdslStatus(page, 'auto').data;
      expect(line).toMatchObject({ layout: 'shifted', downstream: { counters: {} } });
      expect(line?.downstream.gauges).toMatchObject({ attenuation: 22.2, transmitPower: 13.4 });
      expect(line?.downstream.gauges).not.toHaveProperty('snrMargin');
    },
  );

  it.each(['ADSL_G.dmt', 'ADSL_2plus', 'ADSL_ANSI_T1.413', 'ADLS_four', 'G.DMT', 'T1.413'])(
    'is documented with the ADSL modulation %s, where a large number is a counter',
    (modulation) => {
      const page = fixture('adsl-two-paths.asp').replace(/"ADSL_[^"]*"/, `"${modulation}"`);
      expect(page).toContain(`"${modulation}"`);
      expect(parseXdslStatus(page, 'auto').data.line?.layout).toBe('documented');
    },
  );

  it('has a margin and counters on VDSL2 where the firmware fills the slots as documented', () => {
    const { line } = parse('vdsl2-documented.asp');
    expect(line.downstream.gauges.snrMargin).toBe(6.1);
    expect(line.downstream.counters).toEqual({ hecErrors: 0, crcErrors: 12, fecErrors: 88_120 });
  });
});

describe('a line that is not up', () => {
  it.each([
    { name: 'no-signal', state: 'no_signal' },
    { name: 'initializing', state: 'initializing' },
    { name: 'establishing-link', state: 'establishing_link' },
    { name: 'error', state: 'error' },
    { name: 'disabled', state: 'disabled' },
  ])('$name: gives the state and none of the old values', ({ name, state }) => {
    const { line, problems } = parse(`down-${name}.asp`);
    expect(line).toMatchObject({ state, info: {}, downstream: { gauges: {}, counters: {} } });
    expect(line.upstream).toEqual({ gauges: {}, counters: {} });
    expect(problems).toEqual([]);
  });

  it('reads an unknown state as unknown, and notes it', () => {
    const { line, problems } = parse('down-unknown-state.asp');
    expect(line.state).toBe('unknown');
    expect(problems).toEqual([
      'stDsl[1] status: expected Up, Initializing, EstablishingLink, NoSignal, Error, Disabled, found "Resting"',
    ]);
  });
});

it.each(['', 'up', 'constructor', '__proto__', 'toString'])('reads the state %j as unknown', (status) => {
  const { data, problems } = parseXdslStatus(
    fixture('vdsl2-shifted.asp').replace('"Up"', `"${status}"`),
    'auto',
  );
  expect(data.line).toEqual(lineWithoutValues('unknown', 'shifted'));
  expect(problems.map(({ field }) => field)).toEqual(['stDsl[1] status']);
});

describe('two calls of the same name', () => {
  const page = fixture('adsl-documented.asp');
  const second = (from: string, to: string) => `${page}\n${page.replace(from, to)}`;

  it.each([
    ['two states', second('"Up"', '"NoSignal"'), 'stDsl'],
    ['two rates', second('"17312"', '"17313"'), 'stDsl'],
    ['two counters', second('"903311"', '"903312"'), 'stStats'],
  ])('are a format error with %s', (_, text, name) => {
    expect(() => parseXdslStatus(text, 'auto')).toThrow(
      new RegExp(
        String.raw`^${name}: expected one call of new ${name}\(…\) with 1[37] strings, found "two calls`,
      ),
    );
  });

  it('are read if they are equal, or one is in a comment', () => {
    const whole = parseXdslStatus(page, 'auto');
    const other = page.replace('"Up"', '"NoSignal"');
    for (const text of [`${page}\n${page}`, `/*${other}*/\n${page}`, `<!--${other}-->${page}`]) {
      expect(parseXdslStatus(text, 'auto')).toEqual(whole);
    }
    const commented = other.replaceAll(/^/gm, '// ');
    expect(parseXdslStatus(`${commented}\n${page}`, 'auto')).toEqual(whole);
  });
});

it.each([
  ['"92"', '"920"', 'stDsl[10] SNR margin', 'a number from -640 to 640', '920'],
  ['"187"', '"-187"', 'stDsl[12] attenuation', 'a number from 0 to 1280', '-187'],
  ['"121"', '"-6410"', 'stDsl[14] power', 'a number from -640 to 640', '-6410'],
  ['"17312"', '"4294967290"', 'stDsl[5, 7] rate', 'a number from 0 to 1000000', '4294967290'],
])('notes %s → %s as out of range, and keeps the rest', (from, to, field, expected, found) => {
  const page = fixture('adsl-documented.asp');
  const { data, problems } = parseXdslStatus(page.replace(from, to), 'auto');
  expect(problems.map(({ message }) => message)).toEqual([
    `${field}: expected ${expected}, found "${found}"`,
  ]);
  const count = (parsed: typeof data) => JSON.stringify(parsed).match(/:\d/g)?.length ?? 0;
  expect(count(parseXdslStatus(page, 'auto').data) - count(data)).toBe(1);
});

describe('any other page', () => {
  it.each([
    [
      'login-page.html',
      new ModemLoginError('/html/status/xdslStatus.asp', 'the status page', 'a login page'),
    ],
    ['other-model.asp', new ModemFormatError('stDsl', 'new stDsl(…) with 17 strings', '16 strings')],
    ['too-many.asp', new ModemFormatError('stDsl', 'new stDsl(…) with 17 strings', 'more than 17 strings')],
    [
      'other-page.asp',
      new ModemFormatError(
        'stDsl',
        'new stDsl(…) with 17 strings',
        'var WanIp = new Array(new stWanIp("1","Connected"),null);',
      ),
    ],
  ])('rejects %s', (name, error) => {
    expect(() => parse(name)).toThrow(error);
  });

  it('names the argument in which a page is cut', () => {
    expect(() => parse('cut-in-line.asp')).toThrow(
      /^stDsl\[8\]: expected new stDsl\(…\) with 17 strings, found/,
    );
    expect(() => parse('cut-in-stats.asp')).toThrow(/^stStats\[\d\]: expected new stStats/);
  });

  it.each(['', '   \n', 'hello', '<html>It works!</html>', '\u0000\u0001'])(
    'reports %j as a format error',
    (text) => {
      expect(() => parseXdslStatus(text, 'auto')).toThrow(ModemFormatError);
    },
  );

  it('bounds the quoted text', () => {
    try {
      parseXdslStatus('x'.repeat(60_000), 'auto');
      expect.unreachable();
    } catch (error) {
      expect(String(error).length).toBeLessThan(200);
    }
  });
});
