import { describe, expect, it } from 'vitest';
import { logProgress, terminalProgress } from './progress.ts';
import { frameWith } from '../../test/support/recorder.ts';
import { describeFrame, formatDuration } from './describe.ts';

const description = 'line up, 42.0 / 8.9 Mbit/s';

it('redraws one line on a terminal, cut to its width', () => {
  let text = '';
  const view = terminalProgress(
    600,
    (more) => (text += more),
    () => 60,
  );
  view.message('Recording.');
  view.frame({ at: 30, frames: 2, description, masked: 3 });
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

it('writes a line to a log on every change, and once a minute', () => {
  let text = '';
  const view = logProgress(600, (more) => (text += more));
  view.message('Recording.');
  for (const at of [0, 30, 60, 90]) view.frame({ at, frames: at / 30 + 1, description, masked: 0 });
  view.frame({ at: 100, frames: 5, description: 'no response', masked: 2 });
  view.tick(110);
  view.close();
  expect(text.split('\n')).toEqual([
    'Recording.',
    `0s of 10m: 1 frame | ${description}`,
    `1m of 10m: 3 frames | ${description}`,
    '1m40s of 10m: 5 frames | no response | 2 masked',
    '',
  ]);
});

describe('formatDuration', () => {
  it.each([
    [0.4, '0s'],
    [45, '45s'],
    [90, '1m30s'],
    [7500, '2h5m'],
  ])('%d s: %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('describeFrame', () => {
  const page = (status: string, rate: string): string =>
    `new stDsl("d","${status}","VDSL2","","8852","${rate}","0","0","8852","40780","0","222","62","134","62","134","x")` +
    `new stStats("d","90","4294967290","238","127","0","0","32","0","18","0","0","0")`;
  it.each([
    ['line up, 42.0 / 8.9 Mbit/s', frameWith(page('Up', '42044'))],
    ['line up, ? / 8.9 Mbit/s', frameWith(page('Up', ''))],
    ['line training', frameWith(page('Initializing', '42044'))],
    [
      'no signal; some commands failed',
      frameWith(page('NoSignal', '0'), undefined, ['no response to x: busy']),
    ],
    ['unreadable page', frameWith('hello')],
    ['HTTP status 500', { ...frameWith('x'), status: 500 }],
    ['no response', { ...frameWith('x', undefined, ['no response to the page request: x']), status: 504 }],
  ])('%s', (text, frame) => expect(describeFrame(frame)).toBe(text));
});
