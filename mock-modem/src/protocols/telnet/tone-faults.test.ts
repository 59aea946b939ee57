import { describe, expect, it } from 'vitest';
import { simulatedSource } from '../../simulator/source.ts';
import { toneFaults, type ToneFault } from '../../scenarios/catalogue.ts';
import { withToneFault } from './tone-faults.ts';

const { telnet } = simulatedSource({ seed: 1, line: 'vdsl2-ginp', startedAt: 1_800_000_000 }).answersAt(0);

/** The numbers of the tones in a table. */
const tonesOf = (fault: ToneFault): number[] =>
  Array.from(
    (withToneFault(telnet, fault)['xdslcmd info --SNR'] ?? '').matchAll(/^ +(\d+)\t/gm),
    ([, tone]) => Number(tone),
  );

describe('withToneFault', () => {
  it.each(toneFaults)('%s leaves all other outputs as they are', (fault) => {
    const faulty = withToneFault(telnet, fault);

    for (const command of ['xdslcmd info --stats', 'xdslcmd info --pbParams', 'cat /proc/uptime']) {
      expect(faulty[command]).toBe(telnet[command]);
    }
  });

  it('truncated ends in the middle of a row', () => {
    const output = withToneFault(telnet, 'truncated')['xdslcmd info --SNR'] ?? '';

    expect(output.length).toBeLessThan((telnet['xdslcmd info --SNR'] ?? '').length * 0.7);
    expect(output).toMatch(/\n {3}2457\t\t[^\n]*\n$/);
  });

  it('unordered swaps two tones', () => {
    expect(tonesOf('unordered').slice(2046, 2051)).toEqual([2046, 2047, 2049, 2048, 2050]);
    expect(tonesOf('unordered')).toHaveLength(4096);
  });

  it('repeated prints a tone twice', () => {
    expect(tonesOf('repeated').slice(2046, 2050)).toEqual([2046, 2047, 2047, 2048]);
    expect(tonesOf('repeated')).toHaveLength(4097);
  });

  it('too-many prints tones that no standard has', () => {
    expect(tonesOf('too-many').at(-1)).toBe(4199);
  });

  it('unknown removes the commands', () => {
    expect(Object.keys(withToneFault(telnet, 'unknown'))).not.toContain('xdslcmd info --SNR');
  });
});
