import { describe, expect, it } from 'vitest';
import { renderObservation, renderSpectrum } from '../../../exporter/src/metrics/exposition.ts';
import { spectrumCollectors } from '../../../modem/src/collectors/index.ts';
import { parseText } from '../../../modem/src/parse.ts';
import { observeSpectrum } from '../../../modem/src/spectrum-observation.ts';
import { simulatedSource } from '../simulator/source.ts';
import { renderHistory } from './render.ts';
import { sampleTimes } from './sample-times.ts';
import { observationOf } from './observation.ts';

const DAY = 86_400;
const target = { job: 'hg612', instance: 'HG612' };
const to = Date.UTC(2026, 10, 22, 17, 2, 11) / 1000;
const options = { line: 'vdsl2-ginp' as const, seed: 1, telnet: true, target, to };

/** The last scrape of a text, as series → value. */
function lastScrape(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line.endsWith(` ${to}`));
  return new Map(
    lines.map((line) => {
      const [series = '', value] = line.split(/ (?=[^ ]+ \d+$)/);
      return [series, Number(value?.split(' ')[0])];
    }),
  );
}

describe('renderHistory', () => {
  it('ends with the series and values of the first live scrape of the mock modem', async () => {
    for (const telnet of [true, false]) {
      const past = lastScrape([...renderHistory({ ...options, telnet, from: to - 600 })].join(''));
      const live = simulatedSource({ line: 'vdsl2-ginp', seed: 1, startedAt: to, past: true });
      const exposition = await renderObservation(observationOf(live.answersAt(0), telnet));
      const scraped = exposition
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line): [string, number] => {
          const [, name = '', labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
          const all = ['job="hg612"', 'instance="HG612"', ...(labels === undefined ? [] : [labels])];
          return [`${name}{${all.join(',')}}`, Number(value)];
        });

      expect(scraped.length).toBeGreaterThan(telnet ? 70 : 15);
      expect(past).toEqual(new Map([['up{job="hg612",instance="HG612"}', 1], ...scraped]));
    }
  });

  it('has the spectrum every 15 minutes of the last eight days, as the exporter reads it from the shell', async () => {
    const lines: string[] = [];
    for (const scrape of renderHistory({ ...options, spectrumJob: 'spectrum', from: to - 8.1 * DAY })) {
      if (!scrape.includes('job="spectrum"')) continue;
      lines.push(...scrape.split('\n').filter((line) => /job="spectrum"|^hg612_dsl_spectrum_/.test(line)));
    }
    const moments = [...new Set(lines.map((line) => Number(line.slice(-10))))];

    expect(moments.length).toBe(8 * 96);
    expect(moments.every((moment) => moment % 900 === 0)).toBe(true);
    expect(moments[0]).toBeGreaterThanOrEqual(to - 8 * DAY);

    const last = moments.at(-1) ?? 0;
    const past = lines.filter((line) => line.endsWith(` ${last}`)).map((line) => line.replace(/ \d+$/, ''));
    const live = simulatedSource({ line: 'vdsl2-ginp', seed: 1, startedAt: last, past: true });
    const { telnet } = live.answersAt(0);
    const outcomes = new Map(
      spectrumCollectors.map((collector) => [
        collector.name,
        parseText(collector, telnet[collector.source.command] ?? '', { seconds: 0.02 }),
      ]),
    );
    const exposition = await renderSpectrum(observeSpectrum({ outcomes, seconds: 0.02 }), 'text');
    const scraped = exposition
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const job = line.startsWith('hg612_dsl_spectrum_') ? 'hg612' : 'spectrum';
        return line.replace('{', `{job="${job}",instance="HG612",`);
      });
    expect(past.toSorted()).toEqual(['up{job="spectrum",instance="HG612"} 1', ...scraped].toSorted());
  });

  it('is OpenMetrics text: one sample per line, in order, with an end marker', () => {
    const lines = [...renderHistory({ ...options, from: to - 2 * DAY })].join('').split('\n');

    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    const samples = lines.slice(0, -2);
    expect(
      samples.filter((line) => !/^[a-z][\w]*\{job="hg612",instance="HG612".*\} \S+ \d{10}$/.test(line)),
    ).toEqual([]);
    const moments = samples.map((line) => Number(line.slice(-10)));
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });

  it('yields one scrape at a time', () => {
    for (const scrape of renderHistory({ ...options, from: to - DAY }))
      expect(scrape.length).toBeLessThan(20_000);
  });
});

describe('sampleTimes', () => {
  const from = to - 20 * DAY;
  const source = simulatedSource({
    line: 'vdsl2-ginp',
    seed: 1,
    scenario: 'everyday',
    startedAt: from,
    past: true,
  });
  const moments = [...sampleTimes(source, from, to)];

  it('samples every five minutes, every minute in the last three days, and at the end', () => {
    const steps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    const late = moments.slice(1).map((moment, index) => (to - moment < 2.9 * DAY ? (steps[index] ?? 0) : 0));

    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBe(300);
    expect(Math.max(...late)).toBe(60);
    expect(moments.at(-1)).toBe(to);
  });

  it('samples every scrape from before to after each time the line is down', () => {
    const sampled = new Set(moments);
    let outages = 0;
    for (let moment = Math.ceil(from / 30) * 30; moment + 30 < to; moment += 30) {
      const up = (at: number): boolean => source.courseAt(at - from).state === 'showtime';
      if (up(moment) && up(moment + 30)) continue;
      outages += up(moment) ? 1 : 0;
      expect(sampled).toContain(moment);
      expect(sampled).toContain(moment + 30);
    }

    expect(outages).toBeGreaterThan(1);
  });
});
