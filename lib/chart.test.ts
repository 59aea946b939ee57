import { describe, expect, it } from 'vitest';
import { type Chart, renderChart } from './chart.ts';
import { chartColours, chartStyle } from './chart-style.ts';
import { html } from './html.ts';

const chart = (option: Chart['option'], more: Partial<Chart> = {}): Chart => ({
  id: 'snr',
  title: 'SNR',
  description: 'SNR from 5 to 40 dB',
  width: 640,
  height: 280,
  option,
  ...more,
});

const line = (data: readonly (readonly [number, number | null])[]): Chart['option'] => ({
  xAxis: { type: 'value', name: 'MHz' },
  yAxis: { type: 'value' },
  series: [
    {
      type: 'line',
      showSymbol: false,
      lineStyle: { color: chartColours.downstream },
      data: data.map((point) => [...point]),
    },
  ],
});

/** Path data of the lines in the colour of the downstream direction. */
const paths = (svg: string): string[] =>
  Array.from(svg.matchAll(/<path d="([^"]*)"[^>]*stroke="var\(--chart-downstream\)"/g), ([, data]) => data!);

describe('renderChart', () => {
  it('draws a line with its colour as a CSS variable, and scales to the page', () => {
    const svg = renderChart(
      chart(
        line([
          [0, 10],
          [10, 40],
        ]),
      ),
    ).toString();
    expect(paths(svg)).toHaveLength(1);
    expect(svg).toContain('viewBox="0 0 640 280"');
    expect(svg).not.toMatch(/<svg[^>]* (?:width|height)=/);
  });

  it('leaves a gap where there is no value', () => {
    const svg = renderChart(
      chart(
        line([
          [0, 10],
          [1, 10],
          [2, null],
          [3, 10],
          [4, 10],
        ]),
      ),
    ).toString();
    expect(paths(svg)[0]!.match(/M/g)).toHaveLength(2);
  });

  it('has a name and a text alternative', () => {
    const svg = renderChart(chart(line([[0, 1]]), { title: 'SNR <of> tones' })).toString();
    expect(svg).toContain('role="img"');
    expect(svg).toContain('aria-labelledby="snr-title snr-description"');
    expect(svg).toContain('<title id="snr-title">SNR &lt;of&gt; tones</title>');
    expect(svg).toContain('<desc id="snr-description">SNR from 5 to 40 dB</desc>');
  });

  it('has no script, event handler, style sheet, style attribute or foreign address', () => {
    const option: Chart['option'] = {
      ...line([[0, 1]]),
      xAxis: { type: 'category', data: ['<script>alert(1)</script>', '" onload="alert(1)'] },
    };
    const svg = renderChart(chart(option)).toString();
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toMatch(/<script|<style|<[^>]* (?:on\w+|style|href|xlink:href)=|https?:/);
  });

  it('uses no fixed colour', () => {
    const svg = renderChart(
      chart(
        line([
          [0, 10],
          [10, 40],
        ]),
      ),
    ).toString();
    const colours = Array.from(svg.matchAll(/(?:fill|stroke)="([^"]*)"/g), ([, colour]) => colour!);
    expect(colours.filter((colour) => !/^(?:none|var\(--chart-[a-z]+\))$/.test(colour))).toEqual(['#000']); // the clip path
  });

  it('has its own ids on a page with several charts, and the same text every time', () => {
    const one = renderChart(chart(line([[0, 1]]))).toString();
    expect(renderChart(chart(line([[0, 1]]))).toString()).toBe(one);
    const other = renderChart(chart(line([[0, 1]]), { id: 'bits' })).toString();
    const ids = [one, other].flatMap((svg) => Array.from(svg.matchAll(/ id="([^"]*)"/g), ([, id]) => id!));
    expect(ids.length).toBeGreaterThan(4);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of one.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(target);
  });

  it('inserts the definitions that colours refer to', () => {
    const pattern = html`<pattern id="hatch" width="4" height="4"></pattern>`;
    const option: Chart['option'] = { ...line([[0, 1]]), backgroundColor: 'url(#hatch)' };
    const svg = renderChart(chart(option, { definitions: pattern })).toString();
    expect(svg).toContain('<defs><pattern id="hatch"');
    expect(svg).toContain('fill="url(#hatch)"');
  });

  it('draws 4096 points in less than 64 KiB', () => {
    const points = Array.from(
      { length: 4096 },
      (_, tone) => [tone * 0.0043125, 40 - tone / 200 + Math.sin(tone)] as const,
    );
    expect(renderChart(chart(line(points))).toString().length).toBeLessThan(65_536);
  });
});

it('every colour of charts is defined on the page', () => {
  for (const colour of Object.values(chartColours)) {
    expect(chartStyle.toString()).toContain(`${/--[a-z-]+/.exec(colour)![0]}:`);
  }
});
