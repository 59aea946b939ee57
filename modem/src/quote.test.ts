import { describe, expect, it } from 'vitest';
import { ModemBusyError, ModemFormatError, ModemLoginError, ModemTimeoutError } from './errors.ts';
import { quote } from './quote.ts';

it.each([
  ['a NUL', '\u0000', String.raw`"\u0000"`],
  ['an ESC sequence', '\u001b[31m', String.raw`"\u001b[31m"`],
  ['line ends', 'a\r\nb', String.raw`"a\r\nb"`],
  ['DEL', '\u007f', String.raw`"\u007f"`],
  ['C1 controls', '\u0085\u009b', String.raw`"\u0085\u009b"`],
  ['a line separator', '\u2028', String.raw`"\u2028"`],
  ['a right-to-left override', '\u202e', String.raw`"\u202e"`],
  ['half a pair', '\ud83d', String.raw`"\ud83d"`],
  ['a tag character', '\u{e0041}', String.raw`"\u{e0041}"`],
  ['quotes and backslashes', String.raw`"\"`, String.raw`"\"\\\""`],
  ['letters of any language', 'Größe ключ', '"Größe ключ"'],
  ['60 characters', 'x'.repeat(60), `"${'x'.repeat(60)}"`],
  ['61 characters', 'x'.repeat(61), `"${'x'.repeat(60)}…"`],
  ['no text', undefined, 'nothing'],
])('quotes %s', (_, text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

describe('an error with text of a modem anywhere in it', () => {
  const text = '\u001b]0;title\u0007\u0000\u009b2J\u007f'.repeat(10_000);
  it.each([
    ['found', new ModemFormatError('field', 'a number', text)],
    ['expected', new ModemFormatError('field', `one of ${text}`, 'x')],
    ['a field', new ModemFormatError(`field ${text}`, 'a number', 'x')],
    ['a login', new ModemLoginError('modem:23', 'a prompt', text)],
    ['a refusal', new ModemBusyError('modem:23', text)],
    ['a timeout', new ModemTimeoutError('modem:23', `the prompt ${text}`, 1, text)],
  ])('is printable and bounded: %s', (_, error) => {
    expect(error.message).toMatch(/^\P{C}{1,501}$/u);
    if (error instanceof ModemFormatError) expect(error.field).toMatch(/^\P{C}{1,81}$/u);
  });
});
