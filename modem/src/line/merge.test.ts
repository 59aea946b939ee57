import { describe, expect, it } from 'vitest';
import { mergeLine } from './merge.ts';
import { type LineStatus, lineWithoutValues } from './status.ts';

const page: LineStatus = {
  ...lineWithoutValues('up', 'documented'),
  info: { modulation: 'ADSL_2plus', dataPath: 'Interleaved' },
  downstream: { gauges: { syncRate: 100, snrMargin: 6, attenuation: 22.2 }, counters: { crcErrors: 7 } },
};
const shell: LineStatus = {
  ...lineWithoutValues('up', 'telnet'),
  info: { modulation: 'ADSL2+', annex: 'A' },
  uptime: 60,
  downstream: { gauges: { syncRate: 101, snrMargin: 0 }, counters: { fecErrors: 9 } },
};

describe('with telnet off', () => {
  it('is the line of the page, including counters', () => {
    expect(mergeLine(false, undefined, page)).toBe(page);
    expect(mergeLine(false, undefined, undefined)).toBeUndefined();
  });
});

describe('with telnet on', () => {
  it('prefers telnet values, even a 0, and fills gaps in gauges and info from the page', () => {
    expect(mergeLine(true, shell, page)).toEqual({
      state: 'up',
      layout: 'telnet',
      info: { modulation: 'ADSL2+', annex: 'A', dataPath: 'Interleaved' },
      uptime: 60,
      downstream: {
        gauges: { syncRate: 101, snrMargin: 0, attenuation: 22.2 },
        counters: { fecErrors: 9 },
      },
      upstream: { gauges: {}, counters: {} },
    });
  });

  it('has the gauges of the page, but not its counters, when telnet fails', () => {
    expect(mergeLine(true, undefined, page)).toEqual({
      ...page,
      downstream: { gauges: page.downstream.gauges, counters: {} },
    });
  });

  it('is undefined when both fail', () => {
    expect(mergeLine(true, undefined, undefined)).toBeUndefined();
  });

  it.each(['initializing', 'no_signal', 'unknown'] as const)(
    'fills nothing into a line that is %s according to telnet',
    (state) => {
      const down = lineWithoutValues(state, 'telnet');
      expect(mergeLine(true, down, page)).toBe(down);
    },
  );

  it('fills in nothing from a page that shows the line down', () => {
    expect(mergeLine(true, shell, lineWithoutValues('no_signal', 'documented'))).toBe(shell);
  });

  it.each([
    {
      of: 'another sync rate',
      other: { downstream: { gauges: { ...page.downstream.gauges, syncRate: 120 }, counters: {} } },
    },
    { of: 'another kind of line', other: { info: { modulation: 'VDSL2' } } },
  ])('fills in nothing from a page of another sync: $of', ({ other }) => {
    expect(mergeLine(true, shell, { ...page, ...other })).toBe(shell);
  });

  it('fills in from a page without sync rate and modulation', () => {
    const { syncRate: _, ...gauges } = page.downstream.gauges;
    const merged = mergeLine(true, shell, { ...page, info: {}, downstream: { gauges, counters: {} } });
    expect(merged?.downstream.gauges.attenuation).toBe(22.2);
  });
});
