import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePbParams } from './xdslcmd-pbparams.ts';

const testdata = new URL('../../testdata/xdslcmd/', import.meta.url);
const recording = (name: string): string => readFileSync(new URL(`${name}.txt`, testdata), 'latin1');
const vdsl2 = recording('pbparams-vdsl2');

describe('xdslcmd info --pbParams', () => {
  it('reads each band, including negative values, without N/A', () => {
    expect(parsePbParams(vdsl2)).toEqual({
      data: {
        bands: {
          U0: { lineAttenuation: 2.9, signalAttenuation: 2.9, snrMargin: 7, transmitPower: -12.4 },
          U1: { lineAttenuation: 33.8, signalAttenuation: 33.1, snrMargin: 7.2, transmitPower: -9.7 },
          U2: { lineAttenuation: 51.6, signalAttenuation: 50.9, snrMargin: 7.1, transmitPower: -4.1 },
          D1: { lineAttenuation: 15.1, signalAttenuation: 17.3, snrMargin: 5.4, transmitPower: 10.8 },
          D2: { lineAttenuation: 41.2, signalAttenuation: 41, snrMargin: 5.3, transmitPower: 7.6 },
          D3: { lineAttenuation: 62.7, signalAttenuation: 61.9, snrMargin: -0.4, transmitPower: 5.9 },
        },
        bandPlan: {
          upstream: [
            { first: 0, last: 95 },
            { first: 868, last: 1207 },
            { first: 1972, last: 2783 },
          ],
          downstream: [
            { first: 32, last: 859 },
            { first: 1216, last: 1963 },
            { first: 2792, last: 4083 },
          ],
        },
      },
      problems: [],
    });
  });

  it('reads a band with a single value', () => {
    expect(parsePbParams(recording('pbparams-old-driver')).data.bands?.D3).toEqual({ lineAttenuation: 71.2 });
  });

  it.each(['pbparams-training', 'pbparams-adsl2plus'])('reads no bands from %s', (name) => {
    expect(parsePbParams(recording(name))).toEqual({ data: { bands: {} }, problems: [] });
  });

  it('reads no bands out of showtime, whatever is printed', () => {
    expect(parsePbParams(vdsl2.replace('Showtime', 'G.993 Started')).data).toEqual({ bands: {} });
  });

  it('reads columns by name, and ignores an unknown band', () => {
    const wider = vdsl2.replace(/(U3)( +)(D1)/, '$1$2U4$2$3').replaceAll(/\t {2}N\/A\t/g, '\t  N/A\t 99.9\t');
    expect(parsePbParams(wider)).toEqual(parsePbParams(vdsl2));
  });

  it('leaves out a row without a value for each band', () => {
    const { data, problems } = parsePbParams(vdsl2.replace(' N/A\t 15.1', ' 15.1'));
    expect(data.bands?.U0).toEqual({ signalAttenuation: 2.9, snrMargin: 7, transmitPower: -12.4 });
    expect(problems.map(({ message }) => message)).toEqual([
      'Line Attenuation(dB): expected a value for each of U0 U1 U2 U3 D1 D2 D3, found "2.9 33.8 51.6 15.1 41.2 62.7"',
    ]);
  });

  it('leaves out a value that cannot be read', () => {
    const { data, problems } = parsePbParams(vdsl2.replace('-12.4', '-12,4'));
    expect(data.bands?.U0).toEqual({ lineAttenuation: 2.9, signalAttenuation: 2.9, snrMargin: 7 });
    expect(problems.map(({ message }) => message)).toEqual([
      'TX Power(dBm) U0: expected a number or N/A, found "-12,4"',
    ]);
  });

  it('rejects any other output', () => {
    expect(() => parsePbParams('Command failed.\n')).toThrow(
      'Status: expected a Status: row of xdslcmd, found "Command failed."',
    );
  });
});

it.each([
  ['Line Attenuation(dB)', '-3.0', 'a number from 0 to 128'],
  ['SNR Margin(dB)', '640', 'a number from -64 to 64'],
  ['TX Power(dBm)', '-65', 'a number from -64 to 64'],
])('notes %s of %s as out of range', (row, value, expected) => {
  const rows = new RegExp(String.raw`(${row.replaceAll(/[()]/g, String.raw`\$&`)}:\s+)\S+`);
  const { data, problems } = parsePbParams(vdsl2.replace(rows, `$1${value}`));
  expect(problems.map(({ message }) => message)).toEqual([
    `${row} U0: expected ${expected}, found "${value}"`,
  ]);
  expect(Object.keys(data.bands?.U0 ?? {})).toHaveLength(3);
});

it('bounds and escapes a column name that is too long to be one', () => {
  const name = `\u001b[2J${'x'.repeat(100_000)}\u0000`;
  const { problems } = parsePbParams(vdsl2.replace(/VDSL Band Status.*/, `VDSL Band Status ${name}`));
  expect(problems.length).toBeGreaterThan(0);
  for (const { message } of problems) expect(message).toMatch(/^\P{C}{1,501}$/u);
});

describe('the band plan', () => {
  const finalPlan = (rows: string): string =>
    vdsl2.replace(/(?<=Medley Phase \(Final\) Band Plan\n)US:.*\nDS:.*\n/, rows);

  it('is the final one, in ascending order and without the Gfactor of newer drivers', () => {
    const { data, problems } = parsePbParams(
      finalPlan('US: (871,1200) (7,32) Gfactor=8\nDS: (33,859) (1216,1961) Gfactor=8\n'),
    );
    expect(problems).toEqual([]);
    expect(data.bandPlan).toEqual({
      upstream: [
        { first: 7, last: 32 },
        { first: 871, last: 1200 },
      ],
      downstream: [
        { first: 33, last: 859 },
        { first: 1216, last: 1961 },
      ],
    });
  });

  it('may have a direction without bands', () => {
    expect(parsePbParams(finalPlan('US: \nDS: (33,859)\n')).data.bandPlan).toEqual({
      upstream: [],
      downstream: [{ first: 33, last: 859 }],
    });
  });

  it.each(['(7,32', '(7,32) (30,40)', '(32,7)', '(0,4096)', '(7,32) x', '7,32', '(a,b)'])(
    'is not read from %s, which is reported',
    (ranges) => {
      const { data, problems } = parsePbParams(finalPlan(`US: ${ranges}\nDS: (33,859)\n`));
      expect(data.bandPlan).toBeUndefined();
      expect(data.bands?.D1?.lineAttenuation).toBe(15.1);
      expect(problems.map(({ message }) => message)).toEqual([
        `Medley Phase (Final) Band Plan US: expected ranges of tones that do not overlap, found "${ranges}"`,
      ]);
    },
  );

  it.each(['US: (7,32)\n', 'DS: (33,859)\n', ''])('is not read where a direction is missing', (rows) => {
    const { data, problems } = parsePbParams(finalPlan(rows));
    expect(data.bandPlan).toBeUndefined();
    expect(problems).toEqual([]);
  });
});
