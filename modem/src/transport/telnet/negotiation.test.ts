import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNegotiation } from './negotiation.ts';

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
const NOP = 241;
const bytes = (text: string): number[] => [...Buffer.from(text, 'latin1')];

/** The results of all chunks of a connection, joined. */
function negotiated(...chunks: number[][]): { text: string; reply: number[] } {
  const negotiate = createNegotiation();
  const results = chunks.map((chunk) => negotiate(Uint8Array.from(chunk)));
  return {
    text: results.map(({ text }) => text).join(''),
    reply: results.flatMap(({ reply }) => [...reply]),
  };
}

describe('telnet negotiation', () => {
  it.each([
    { name: 'plain text', sent: bytes('Login:'), text: 'Login:', reply: [] },
    { name: 'CR LF', sent: bytes('a\r\nb\r\n'), text: 'a\nb\n', reply: [] },
    { name: 'CR NUL', sent: bytes('a\r\0b'), text: 'ab', reply: [] },
    { name: 'DO', sent: [IAC, DO, 1, ...bytes('x')], text: 'x', reply: [IAC, WONT, 1] },
    { name: 'WILL', sent: [IAC, WILL, 3, ...bytes('x')], text: 'x', reply: [IAC, DONT, 3] },
    { name: 'DONT and WONT', sent: [IAC, DONT, 1, IAC, WONT, 3, ...bytes('x')], text: 'x', reply: [] },
    { name: 'an option requested twice', sent: [IAC, DO, 1, IAC, DO, 1], text: '', reply: [IAC, WONT, 1] },
    {
      name: 'the same option in both directions',
      sent: [IAC, DO, 1, IAC, WILL, 1],
      text: '',
      reply: [IAC, WONT, 1, IAC, DONT, 1],
    },
    { name: 'option 255', sent: [IAC, DO, IAC, ...bytes('x')], text: 'x', reply: [IAC, WONT, IAC] },
    { name: 'an escaped 255', sent: [...bytes('a'), IAC, IAC, ...bytes('b')], text: 'a\u00ffb', reply: [] },
    { name: 'a command without option', sent: [IAC, NOP, ...bytes('x')], text: 'x', reply: [] },
    {
      name: 'a subnegotiation',
      sent: [...bytes('a'), IAC, SB, 24, 1, ...bytes('\r\nLogin:'), IAC, SE, ...bytes('b')],
      text: 'ab',
      reply: [],
    },
    {
      name: 'an escaped 255 in a subnegotiation',
      sent: [IAC, SB, 31, IAC, IAC, SE, 0, IAC, SE, ...bytes('b')],
      text: 'b',
      reply: [],
    },
    {
      name: "BusyBox telnetd's greeting",
      sent: [IAC, DO, 1, IAC, DO, 31, IAC, WILL, 1, IAC, WILL, 3, ...bytes('\r\nLogin:')],
      text: '\nLogin:',
      reply: [IAC, WONT, 1, IAC, WONT, 31, IAC, DONT, 1, IAC, DONT, 3],
    },
  ])('handles $name, in one chunk and byte by byte', ({ sent, text, reply }) => {
    expect(negotiated(sent)).toEqual({ text, reply });
    expect(negotiated(...sent.map((byte) => [byte]))).toEqual({ text, reply });
  });

  it('gives the same result for any split of the bytes', () => {
    const anyByte = fc.oneof(fc.constantFrom(IAC, DO, DONT, WILL, WONT, SB, SE, NOP, 13, 10, 0), fc.nat(255));
    fc.assert(
      fc.property(fc.array(fc.array(anyByte)), (chunks) => {
        expect(negotiated(...chunks)).toEqual(negotiated(chunks.flat()));
      }),
    );
  });

  it('answers each option once, however often it is requested', () => {
    const requests = Array.from({ length: 5000 }, (_, index) => [
      IAC,
      index % 2 ? DO : WILL,
      index % 256,
    ]).flat();
    expect(negotiated(requests, requests).reply).toHaveLength(3 * 256);
  });
});
