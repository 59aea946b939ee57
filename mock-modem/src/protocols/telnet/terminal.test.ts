import { describe, expect, it } from 'vitest';
import { createTerminal, LINE_LIMIT } from './terminal.ts';

function typing(text: string, isEchoing = true): { lines: string[]; shown: string } {
  const lines: string[] = [];
  let shown = '';
  const type = createTerminal({
    line: (line) => lines.push(line),
    echo: (echo) => (shown += echo),
    isEchoing: () => isEchoing,
  });
  for (const byte of Buffer.from(text, 'latin1')) type([byte]);
  return { lines, shown };
}

describe('createTerminal', () => {
  it.each([
    { text: 'a\r\nb\r\n', lines: ['a', 'b'] },
    { text: 'a\r\0b\r\0', lines: ['a', 'b'] },
    { text: 'a\rb\r', lines: ['a', 'b'] },
    { text: 'a\nb\n', lines: ['a', 'b'] },
    { text: '\r\n\r\n', lines: ['', ''] },
    { text: 'ax\bb\u007F\u007Fc\r', lines: ['c'] },
    { text: '\u0004', lines: ['exit'] },
    { text: 'a\u0003\u001Bb\r', lines: ['ab'] },
  ])('reads $text as $lines', ({ text, lines }) => {
    expect(typing(text).lines).toEqual(lines);
  });

  it('echoes input', () => {
    expect(typing('ls\b\r\n').shown).toBe('ls\b \b\n');
  });

  it('echoes only the line end of a password', () => {
    expect(typing('secret\b\r\n', false).shown).toBe('\n');
  });

  it('limits the length of a line', () => {
    const { lines, shown } = typing(`${'x'.repeat(10_000)}\r`);
    expect(lines).toEqual(['x'.repeat(LINE_LIMIT)]);
    expect(shown).toHaveLength(LINE_LIMIT + 1);
  });
});
