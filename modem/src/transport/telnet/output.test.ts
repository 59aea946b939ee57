import { describe, expect, it } from 'vitest';
import { createOutputReader } from './output.ts';

/** Feeds a reader what comes, part by part; `null` is half a second of silence. */
function read(parts: readonly (string | null)[], { prompt = '# ', echoes = true } = {}) {
  let asked = 0;
  const reader = createOutputReader('cmd', { prompt, echoes }, () => {
    asked += 1;
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
  return { output, asked, echoes: reader.format.echoes };
}

describe('the end of an output', () => {
  it.each([
    { name: 'a shell that repeats', parts: ['cmd\n', 'one\ntwo\n', '# ', '\n# '], output: 'one\ntwo\n' },
    { name: 'no output', parts: ['cmd\n# ', '\n# '], output: '' },
    { name: 'a prompt split from its blank', parts: ['cmd\none\n#', ' ', '\n#', ' '], output: 'one\n' },
    {
      name: 'a line that begins like a prompt, split there',
      parts: ['cmd\none\n# ', 'of lines: 2\ntwo\n# ', '\n# '],
      output: 'one\n# of lines: 2\ntwo\n',
    },
    {
      name: 'a line that is all a prompt, split there',
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
    { name: 'prompts left over from before', parts: ['\n# ', '\n# cmd\none\n# ', '\n# '], output: 'one\n' },
    { name: 'the echo behind a prompt', parts: ['# # cmd\none\n# ', '\n# '], output: 'one\n' },
    { name: 'a repeated command in the output', parts: ['cmd\ncmd\n# ', '\n# '], output: 'cmd\n' },
    { name: 'a shell that skips empty lines', parts: ['cmd\none\n# ', null], output: 'one\n' },
    { name: 'a shell that only ends the line', parts: ['cmd\none\n# ', '\n', null], output: 'one\n' },
    { name: 'a shell that complains', parts: ['cmd\none\n# ', '\nsh: not found\n# ', null], output: 'one\n' },
    { name: 'silence before the end', parts: ['cmd\n', null, 'one\n', null, '# ', '\n# '], output: 'one\n' },
  ])('$name', ({ parts, output }) => {
    expect(read(parts)).toEqual({ output, asked: 1, echoes: true });
  });

  it.each([
    { name: 'a shell that does not repeat', parts: ['one\n# ', '# '], output: 'one\n', learnt: false },
    {
      name: 'one that ends the line all the same',
      parts: ['one\n# ', '\n# '],
      output: 'one\n',
      learnt: false,
    },
    { name: 'one that turns out to repeat', parts: ['cmd\none\n# ', '\n# '], output: 'one\n', learnt: true },
    { name: 'no output at all', parts: ['# ', '# '], output: '', learnt: false },
  ])('when it is not known whether it repeats: $name', ({ parts, output, learnt }) => {
    expect(read(parts, { echoes: false })).toEqual({ output, asked: 1, echoes: learnt });
  });

  it.each([
    { name: 'the command is not repeated yet', parts: ['\n# ', '\n# ', null], asked: 0 },
    { name: 'there is no prompt', parts: ['cmd\none\n', null], asked: 0 },
    { name: 'the prompt is not alone', parts: ['cmd\none\n# x', null], asked: 0 },
    { name: 'the prompt is another one', parts: ['cmd\none\n~ # ', null], asked: 0 },
    { name: 'the empty line was not answered yet', parts: ['cmd\none\n# '], asked: 1 },
    { name: 'the line went on', parts: ['cmd\none\n# ', 'two', null], asked: 1 },
  ])('has not come while $name', ({ parts, asked }) => {
    expect(read(parts)).toMatchObject({ output: undefined, asked });
  });

  it('learns the blank of a prompt that came late', () => {
    const late = createOutputReader('cmd', { prompt: '#', echoes: true }, () => undefined);
    expect(late.read({ lines: [' cmd'], last: '#', quietMs: 0 })).toBeUndefined();
    expect(late.format).toEqual({ prompt: '# ', echoes: true });
    expect(late.read({ lines: [' cmd', '#'], last: '# ', quietMs: 0 })).toBeUndefined();
    expect(late.read({ lines: [' cmd', '#', '# '], last: '# ', quietMs: 0 })).toBe('#\n');
  });

  it('knows a prompt with a name', () => {
    const parts = ['cmd\n# no prompt here\n', 'root@modem:~# ', '\nroot@modem:~# '];
    expect(read(parts, { prompt: 'root@modem:~# ' }).output).toBe('# no prompt here\n');
  });
});
