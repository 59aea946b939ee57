import { describe, expect, it } from 'vitest';
import type { Source } from '../source.ts';
import { createPlayback, type ScenarioSelection, type Playback } from './playback.ts';

/** A playback whose lines tell their own name and age, and whose clock moves by hand. */
function tryout(options: { scenario?: string; speed?: number } = {}): {
  playback: Playback;
  told: () => string;
  wait: (seconds: number) => void;
  changes: ScenarioSelection[];
} {
  let clock = 5000;
  let lines = 0;
  const changes: ScenarioSelection[] = [];
  const playback = createPlayback({
    scenario: options.scenario ?? 'steady',
    speed: options.speed ?? 1,
    now: () => clock,
    selectLine: ({ scenario }): Source => {
      lines += 1;
      const name = `${scenario.name}#${lines}`;
      return {
        name,
        answersAt: (elapsed) => ({
          page: { status: 200, headers: {}, body: `${name}@${elapsed}` },
          telnet: {},
        }),
      };
    },
    onChange: async (selection) => void changes.push(selection),
  });
  return {
    playback,
    changes,
    told: () => String(playback.answers().page.body),
    wait: (seconds) => {
      clock += seconds * 1000;
    },
  };
}

describe('a playback', () => {
  it('plays line time, at its speed', () => {
    const { told, wait } = tryout({ speed: 60 });
    expect(told()).toBe('steady#1@0');
    wait(2);
    expect(told()).toBe('steady#1@120');
  });

  it('lets the line go on behind a fault', async () => {
    const { playback, told, wait } = tryout();
    wait(10);
    await playback.set('hang');
    wait(10);
    expect(playback.selection.scenario.name).toBe('hang');
    expect(told()).toBe('steady#1@20');
    await playback.set('steady');
    expect(told()).toBe('steady#1@20');
  });

  it('begins another line scenario anew', async () => {
    const { playback, told, wait } = tryout();
    wait(10);
    await playback.set('low-snr', { margin: '2' });
    expect(told()).toBe('low-snr#2@0');
    expect(playback.line.parameters).toMatchObject({ margin: 2 });
    expect(playback.lifeSeconds()).toBe(10);
  });

  it('begins a line scenario anew when it is asked for again', async () => {
    const { playback, told, wait } = tryout({ scenario: 'sync-drop' });
    wait(10);
    await playback.set('sync-drop');
    expect(told()).toBe('sync-drop#2@0');
  });

  it('has a steady line behind a fault that it begins with', () => {
    const { playback, told } = tryout({ scenario: 'garbage' });
    expect(playback.selection.scenario.name).toBe('garbage');
    expect(told()).toBe('steady#1@0');
  });

  it('ends what a fault holds up when the next scenario comes', async () => {
    const { playback, changes } = tryout({ scenario: 'hang' });
    const { signal } = playback;
    expect(signal.aborted).toBe(false);
    await playback.set('steady');
    expect(signal.aborted).toBe(true);
    expect(playback.signal.aborted).toBe(false);
    expect(changes.map(({ scenario }) => scenario.name)).toEqual(['steady']);
  });

  it.each([
    { name: 'rain', parameters: {}, message: /^no scenario "rain", expected one of steady, / },
    {
      name: 'drip',
      parameters: { interval: 'x' },
      message: 'interval: expected a number from 0.001 to 60, found "x"',
    },
  ])('stays as it is when $name cannot be had', async ({ name, parameters, message }) => {
    const { playback, told, changes } = tryout();
    await expect(playback.set(name, parameters)).rejects.toThrow(message);
    expect(told()).toBe('steady#1@0');
    expect(changes).toEqual([]);
  });
});
