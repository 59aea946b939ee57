import { describe, expect, it } from 'vitest';
import type { Source } from '../source.ts';
import { createPlayback, type Playback, type ScenarioSelection } from './playback.ts';

/** A playback whose lines return their own name and elapsed time, with a clock that the test moves. */
function createFixture(options: { scenario?: string; speed?: number } = {}): {
  playback: Playback;
  answer: () => string;
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
    answer: () => String(playback.answers().page.body),
    wait: (seconds) => {
      clock += seconds * 1000;
    },
  };
}

describe('createPlayback', () => {
  it('multiplies elapsed time by the speed', () => {
    const { answer, wait } = createFixture({ speed: 60 });
    expect(answer()).toBe('steady#1@0');
    wait(2);
    expect(answer()).toBe('steady#1@120');
  });

  it('continues the line under a fault', async () => {
    const { playback, answer, wait } = createFixture();
    wait(10);
    await playback.set('hang');
    wait(10);
    expect(playback.selection.scenario.name).toBe('hang');
    expect(answer()).toBe('steady#1@20');
    await playback.set('steady');
    expect(answer()).toBe('steady#1@20');
  });

  it('starts another line scenario at 0 s', async () => {
    const { playback, answer, wait } = createFixture();
    wait(10);
    await playback.set('low-snr', { margin: '2' });
    expect(answer()).toBe('low-snr#2@0');
    expect(playback.line.parameters).toMatchObject({ margin: 2 });
    expect(playback.totalSeconds()).toBe(10);
  });

  it('restarts a line scenario that is selected again', async () => {
    const { playback, answer, wait } = createFixture({ scenario: 'sync-drop' });
    wait(10);
    await playback.set('sync-drop');
    expect(answer()).toBe('sync-drop#2@0');
  });

  it('uses a steady line under an initial fault', () => {
    const { playback, answer } = createFixture({ scenario: 'garbage' });
    expect(playback.selection.scenario.name).toBe('garbage');
    expect(answer()).toBe('steady#1@0');
  });

  it('aborts the signal of the previous scenario', async () => {
    const { playback, changes } = createFixture({ scenario: 'hang' });
    const { signal } = playback;
    expect(signal.aborted).toBe(false);
    await playback.set('steady');
    expect(signal.aborted).toBe(true);
    expect(playback.signal.aborted).toBe(false);
    expect(changes.map(({ scenario }) => scenario.name)).toEqual(['steady']);
  });

  it.each([
    { name: 'rain', parameters: {}, message: /^unknown scenario "rain", expected one of steady, / },
    {
      name: 'drip',
      parameters: { interval: 'x' },
      message: 'interval: expected a number from 0.001 to 60, found "x"',
    },
  ])('keeps the current scenario when $name is invalid', async ({ name, parameters, message }) => {
    const { playback, answer, changes } = createFixture();
    await expect(playback.set(name, parameters)).rejects.toThrow(message);
    expect(answer()).toBe('steady#1@0');
    expect(changes).toEqual([]);
  });
});
