/**
 * Removes the telnet protocol's own bytes (RFC 854, 855) from what a server sends. Every option is refused: the client
 * is a plain terminal. It answers once per option, so that two implementations cannot negotiate in a loop.
 */

const IAC = 0xff;
const DONT = 0xfe;
const DO = 0xfd;
const WONT = 0xfc;
const WILL = 0xfb;
const SUBNEGOTIATION = 0xfa;
const SUBNEGOTIATION_END = 0xf0;

/** The result for a chunk of bytes. */
export interface Negotiated {
  /** The text: one character per byte, lines ending in LF. */
  text: string;
  /** To be sent to the server; often empty. */
  reply: Buffer;
}

/**
 * Takes the bytes of one connection in any chunks.
 *
 * Carriage returns and the NULs that follow them (RFC 854's CR NUL) are dropped, so that lines end in LF.
 */
export function createNegotiation(): (chunk: Uint8Array) => Negotiated {
  let state: 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation command' = 'data';
  let verb = 0;
  const answered = new Set<string>();

  return (chunk) => {
    // Nearly all chunks have no byte of the protocol.
    if (state === 'data' && !chunk.includes(IAC)) return { text: withoutReturns(chunk), reply: NO_REPLY };
    const text: number[] = [];
    const reply: number[] = [];
    for (const byte of chunk) {
      switch (state) {
        case 'data':
          if (byte === IAC) state = 'command';
          else if (byte !== 0x0d && byte !== 0) text.push(byte);
          break;
        case 'command':
          if (byte === IAC) text.push(byte);
          verb = byte;
          state = afterCommand(byte);
          break;
        case 'option':
          refuse(byte, reply);
          state = 'data';
          break;
        case 'subnegotiation':
          if (byte === IAC) state = 'subnegotiation command';
          break;
        case 'subnegotiation command':
          state = byte === SUBNEGOTIATION_END ? 'data' : 'subnegotiation';
          break;
      }
    }
    return { text: Buffer.from(text).toString('latin1'), reply: Buffer.from(reply) };
  };

  /** DONT and WONT request the current state: they need no answer. */
  function refuse(option: number, reply: number[]): void {
    if (verb !== DO && verb !== WILL) return;
    const request = `${verb} ${option}`;
    if (answered.has(request)) return;
    answered.add(request);
    reply.push(IAC, verb === DO ? WONT : DONT, option);
  }
}

const NO_REPLY = Buffer.alloc(0);

const withoutReturns = (chunk: Uint8Array): string =>
  Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    .toString('latin1')
    .replaceAll(/[\r\0]/g, '');

function afterCommand(byte: number): 'data' | 'option' | 'subnegotiation' {
  if (byte === SUBNEGOTIATION) return 'subnegotiation';
  return byte >= WILL && byte <= DONT ? 'option' : 'data';
}
