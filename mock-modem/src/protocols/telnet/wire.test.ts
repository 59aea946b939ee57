import { describe, expect, it } from 'vitest';
import { createNegotiationFilter, OPENING, toWire } from './wire.ts';

const bytes = (...values: (number | string)[]): Buffer =>
  Buffer.concat(
    values.map((value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from([value]))),
  );

const TALK = [
  { what: 'plain typing', sent: bytes('admin\r\n'), typed: 'admin\r\n' },
  { what: 'refusals', sent: bytes(255, 252, 1, 255, 254, 3, 'x'), typed: 'x' },
  { what: 'offers in the middle', sent: bytes('ad', 255, 251, 31, 'min'), typed: 'admin' },
  {
    what: 'a window size with a doubled byte',
    sent: bytes(255, 250, 31, 0, 255, 255, 0, 24, 255, 240, 'sh'),
    typed: 'sh',
  },
  { what: 'a doubled 255', sent: bytes('a', 255, 255, 'b'), typed: 'a\u00FFb' },
  { what: 'a lone command', sent: bytes('a', 255, 241, 'b'), typed: 'ab' },
];

describe('createNegotiationFilter', () => {
  it.each(TALK)('removes option negotiation from $what, in any chunks', ({ sent, typed }) => {
    const whole = createNegotiationFilter();
    expect(Buffer.from(whole(sent)).toString('latin1')).toBe(typed);
    const piecemeal = createNegotiationFilter();
    const pieces = Array.from(sent, (byte) => piecemeal(Buffer.from([byte])));
    expect(Buffer.from(pieces.flat()).toString('latin1')).toBe(typed);
  });

  it('starts with DO ECHO, DO NAWS, WILL ECHO, WILL SGA', () => {
    expect([...OPENING]).toEqual([255, 253, 1, 255, 253, 31, 255, 251, 1, 255, 251, 3]);
  });
});

describe('toWire', () => {
  it('ends lines with CRLF and doubles byte 255', () => {
    expect([...toWire('a\n\u00FF\n')]).toEqual([97, 13, 10, 255, 255, 13, 10]);
  });
});
