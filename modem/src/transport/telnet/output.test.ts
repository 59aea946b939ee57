import { describe, expect, it } from 'vitest';
import { createOutputReader } from './output.ts';

/** Passes parts of an output to a reader; `null` is half a second without data. */
function read(parts: readonly (string | null)[], { prompt = '# ', echoes = true } = {}) {
  let emptyLines = 0;
  const reader = createOutputReader('cmd', { prompt, echoes }, () => {
    emptyLines += 1;
  });
  let text = '';
  let output: string | undefined;
  for (const part of parts) {
    expect(output).toBeUndefined();
    text += part ?? '';
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    output = reader.read({ lines, last, quietMs: part === null ? 500 : 0 });
  }
  return { output, emptyLines, echoes: reader.format.echoes };
}

describe('the end of an output', () => {
  it.each([
    { name: 'a shell that echoes', parts: ['cmd\n', 'one\ntwo\n', '# ', '\n# '], output: 'one\ntwo\n' },
    { name: 'no output', parts: ['cmd\n# ', '\n# '], output: '' },
    { name: 'a prompt split from its blank', parts: ['cmd\none\n#', ' ', '\n#', ' '], output: 'one\n' },
    {
      name: 'a line that begins like a prompt, split there',
      parts: ['cmd\none\n# ', 'of lines: 2\ntwo\n# ', '\n# '],
      output: 'one\n# of lines: 2\ntwo\n',
    },
    {
      name: 'a line that equals the prompt, split there',
      parts: ['cmd\none\n# ', '\ntwo\n# ', '\n# '],
      output: 'one\n# \ntwo\n',
    },
    {
      name: 'a prompt within a line',
      parts: ['cmd\n1 # ', '2\n$ 5 # ', '\n# ', '\n# '],
      output: '1 # 2\n$ 5 # \n',
    },
    {
      name: 'lines framed with #',
      parts: ['cmd\n#', '\n# ', 'one\n#', '\n# ', '\n# '],
      output: '#\n# one\n#\n',
    },
    { name: 'two answers', parts: ['cmd\none\n# ', '\n# \n# '], output: 'one\n' },
    { name: 'prompts left from before', parts: ['\n# ', '\n# cmd\none\n# ', '\n# '], output: 'one\n' },
    { name: 'the echo behind a prompt', parts: ['# # cmd\none\n# ', '\n# '], output: 'one\n' },
    { name: 'a repeated command in the output', parts: ['cmd\ncmd\n# ', '\n# '], output: 'cmd\n' },
    { name: 'a shell that skips empty lines', parts: ['cmd\none\n# ', null], output: 'one\n' },
    { name: 'a shell that only sends the line end', parts: ['cmd\none\n# ', '\n', null], output: 'one\n' },
    {
      name: 'a shell that reports an error',
      parts: ['cmd\none\n# ', '\nsh: not found\n# ', null],
      output: 'one\n',
    },
    { name: 'a pause before the end', parts: ['cmd\n', null, 'one\n', null, '# ', '\n# '], output: 'one\n' },
  ])('$name', ({ parts, output }) => {
    expect(read(parts)).toEqual({ output, emptyLines: 1, echoes: true });
  });

  it.each([
    { name: 'a shell without echo', parts: ['one\n# ', '# '], output: 'one\n', echoing: false },
    {
      name: 'one that still echoes the line end',
      parts: ['one\n# ', '\n# '],
      output: 'one\n',
      echoing: false,
    },
    { name: 'one that turns out to echo', parts: ['cmd\none\n# ', '\n# '], output: 'one\n', echoing: true },
    { name: 'no output at all', parts: ['# ', '# '], output: '', echoing: false },
  ])('with unknown echo: $name', ({ parts, output, echoing }) => {
    expect(read(parts, { echoes: false })).toEqual({ output, emptyLines: 1, echoes: echoing });
  });

  it.each([
    { name: 'the command was not echoed yet', parts: ['\n# ', '\n# ', null], emptyLines: 0 },
    { name: 'there is no prompt', parts: ['cmd\none\n', null], emptyLines: 0 },
    { name: 'the prompt is not alone', parts: ['cmd\none\n# x', null], emptyLines: 0 },
    { name: 'the prompt is another one', parts: ['cmd\none\n~ # ', null], emptyLines: 0 },
    { name: 'the empty line was not answered yet', parts: ['cmd\none\n# '], emptyLines: 1 },
    { name: 'the line went on', parts: ['cmd\none\n# ', 'two', null], emptyLines: 1 },
  ])('is not reached while $name', ({ parts, emptyLines }) => {
    expect(read(parts)).toMatchObject({ output: undefined, emptyLines });
  });

  it('adds the late blank to the prompt', () => {
    const late = createOutputReader('cmd', { prompt: '#', echoes: true }, () => undefined);
    expect(late.read({ lines: [' cmd'], last: '#', quietMs: 0 })).toBeUndefined();
    expect(late.format).toEqual({ prompt: '# ', echoes: true });
    expect(late.read({ lines: [' cmd', '#'], last: '# ', quietMs: 0 })).toBeUndefined();
    expect(late.read({ lines: [' cmd', '#', '# '], last: '# ', quietMs: 0 })).toBe('#\n');
  });

  it('recognises a prompt with a name', () => {
    const parts = ['cmd\n# no prompt here\n', 'root@modem:~# ', '\nroot@modem:~# '];
    expect(read(parts, { prompt: 'root@modem:~# ' }).output).toBe('# no prompt here\n');
  });
});
