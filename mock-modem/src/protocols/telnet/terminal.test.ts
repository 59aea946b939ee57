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

describe('the terminal', () => {
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

  it('shows what is typed', () => {
    expect(typing('ls\b\r\n').shown).toBe('ls\b \b\n');
  });

  it('shows of a password only that it ended', () => {
    expect(typing('secret\b\r\n', false).shown).toBe('\n');
  });

  it('keeps no more of a line than its bound', () => {
    const { lines, shown } = typing(`${'x'.repeat(10_000)}\r`);
    expect(lines).toEqual(['x'.repeat(LINE_LIMIT)]);
    expect(shown).toHaveLength(LINE_LIMIT + 1);
  });
});
