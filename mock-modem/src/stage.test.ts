import { describe, expect, it } from 'vitest';
import type { Source } from './source.ts';
import { openStage, type Act, type Stage } from './stage.ts';

/** A stage whose lines tell their own name and age, and whose clock moves by hand. */
function tryout(options: { scenario?: string; speed?: number } = {}): {
  stage: Stage;
  told: () => string;
  wait: (seconds: number) => void;
  changes: Act[];
} {
  let clock = 5000;
  let lines = 0;
  const changes: Act[] = [];
  const stage = openStage({
    scenario: options.scenario ?? 'steady',
    speed: options.speed ?? 1,
    now: () => clock,
    casting: ({ scenario }): Source => {
      lines += 1;
      const name = `${scenario.name}#${lines}`;
      return {
        name,
        frameAt: (elapsed) => ({
          page: { status: 200, headers: {}, body: `${name}@${elapsed}` },
          telnet: {},
        }),
      };
    },
    onChange: async (act) => void changes.push(act),
  });
  return {
    stage,
    changes,
    told: () => String(stage.frame().page.body),
    wait: (seconds) => {
      clock += seconds * 1000;
    },
  };
}

describe('a stage', () => {
  it('plays line time, at its speed', () => {
    const { told, wait } = tryout({ speed: 60 });
    expect(told()).toBe('steady#1@0');
    wait(2);
    expect(told()).toBe('steady#1@120');
  });

  it('lets the line go on behind a fault', async () => {
    const { stage, told, wait } = tryout();
    wait(10);
    await stage.set('hang');
    wait(10);
    expect(stage.act.scenario.name).toBe('hang');
    expect(told()).toBe('steady#1@20');
    await stage.set('steady');
    expect(told()).toBe('steady#1@20');
  });

  it('begins another line scenario anew', async () => {
    const { stage, told, wait } = tryout();
    wait(10);
    await stage.set('low-snr', { margin: '2' });
    expect(told()).toBe('low-snr#2@0');
    expect(stage.line.parameters).toMatchObject({ margin: 2 });
    expect(stage.lifeSeconds()).toBe(10);
  });

  it('begins a line scenario anew when it is asked for again', async () => {
    const { stage, told, wait } = tryout({ scenario: 'sync-drop' });
    wait(10);
    await stage.set('sync-drop');
    expect(told()).toBe('sync-drop#2@0');
  });

  it('has a steady line behind a fault that it begins with', () => {
    const { stage, told } = tryout({ scenario: 'garbage' });
    expect(stage.act.scenario.name).toBe('garbage');
    expect(told()).toBe('steady#1@0');
  });

  it('ends what a fault holds up when the next scenario comes', async () => {
    const { stage, changes } = tryout({ scenario: 'hang' });
    const { signal } = stage;
    expect(signal.aborted).toBe(false);
    await stage.set('steady');
    expect(signal.aborted).toBe(true);
    expect(stage.signal.aborted).toBe(false);
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
    const { stage, told, changes } = tryout();
    await expect(stage.set(name, parameters)).rejects.toThrow(message);
    expect(told()).toBe('steady#1@0');
    expect(changes).toEqual([]);
  });
});
