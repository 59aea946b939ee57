import { describe, expect, it } from 'vitest';
import { logProgress, terminalProgress } from './progress.ts';
import { frameWith } from '../../test/support/recorder.ts';
import { sayFrame, shortTime } from './words.ts';

const words = 'line up, 42.0 / 8.9 Mbit/s';

it('writes one line over and over on a terminal, never wider than it', () => {
  let text = '';
  const view = terminalProgress(
    600,
    (more) => (text += more),
    () => 60,
  );
  view.say('Recording.');
  view.frame({ at: 30, frames: 2, words, masked: 3 });
  view.tick(60);
  view.close();
  expect(text.split('\r\u001B[K')).toEqual(
    [
      '',
      'Recording.\n',
      '[#...................] 30s of 10m | 2 frames | line up, 42.0 ',
      '[##..................] 1m of 10m | 2 frames | line up, 42.0 /',
      '',
    ].map((line) => line.slice(0, 59 + Number(line.endsWith('\n')))),
  );
});

it('writes a line to a log when something changes, and once a minute', () => {
  let text = '';
  const view = logProgress(600, (more) => (text += more));
  view.say('Recording.');
  for (const at of [0, 30, 60, 90]) view.frame({ at, frames: at / 30 + 1, words, masked: 0 });
  view.frame({ at: 100, frames: 5, words: 'no answer', masked: 2 });
  view.tick(110);
  view.close();
  expect(text.split('\n')).toEqual([
    'Recording.',
    `0s of 10m: 1 frame | ${words}`,
    `1m of 10m: 3 frames | ${words}`,
    '1m40s of 10m: 5 frames | no answer | 2 masked',
    '',
  ]);
});

describe('in words', () => {
  it.each([
    [0.4, '0s'],
    [45, '45s'],
    [90, '1m30s'],
    [7500, '2h5m'],
  ])('%d s: %s', (seconds, text) => expect(shortTime(seconds)).toBe(text));

  const page = (status: string, rate: string): string =>
    `new stDsl("d","${status}","VDSL2","","8852","${rate}","0","0","8852","40780","0","222","62","134","62","134","x")` +
    `new stStats("d","90","4294967290","238","127","0","0","32","0","18","0","0","0")`;
  it.each([
    [frameWith(page('Up', '42044')), 'line up, 42.0 / 8.9 Mbit/s'],
    [frameWith(page('Up', '')), 'line up, ? / 8.9 Mbit/s'],
    [frameWith(page('Initializing', '42044')), 'line training'],
    [
      frameWith(page('NoSignal', '0'), undefined, ['no answer to x: busy']),
      'No signal; not everything answered',
    ],
    [frameWith('hello'), 'a page that the exporter cannot read'],
    [{ ...frameWith('x'), status: 500 }, 'HTTP status 500'],
    [{ ...frameWith('x', undefined, ['no answer to the page: x']), status: 504 }, 'no answer'],
  ])('a frame %#', (frame, text) => expect(sayFrame(frame)).toBe(text));
});
