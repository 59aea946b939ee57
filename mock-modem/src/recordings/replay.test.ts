import { describe, expect, it } from 'vitest';
import type { Answers } from '../source.ts';
import type { Recording } from './load.ts';
import { replay } from './replay.ts';

const answers = (body: string): Answers => ({ page: { status: 200, headers: {}, body }, telnet: {} });
const recording = (loop: boolean): Recording => ({
  name: 'r',
  title: 't',
  about: 'a',
  driver: 'newer',
  loop,
  frames: [
    { seconds: 10, answers: answers('first') },
    { seconds: 5, answers: answers('second') },
  ],
});

describe('replay', () => {
  it.each([
    { loop: false, at: 0, body: 'first' },
    { loop: false, at: 9.99, body: 'first' },
    { loop: false, at: 10, body: 'second' },
    { loop: false, at: 15, body: 'second' },
    { loop: false, at: 1e9, body: 'second' },
    { loop: true, at: 14.9, body: 'second' },
    { loop: true, at: 15, body: 'first' },
    { loop: true, at: 25, body: 'second' },
    { loop: true, at: 1e9 + 10, body: 'first' },
  ])('at $at s, looping $loop: $body', ({ loop, at, body }) => {
    expect(replay(recording(loop)).answersAt(at).page.body).toBe(body);
  });
});
