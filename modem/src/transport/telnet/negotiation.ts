/**
 * The telnet protocol's own bytes (RFC 854, 855), taken out of what a server sends. Every option is refused: the
 * client is a plain terminal, and says so once per option, so that two stubborn sides cannot argue for ever.
 */

const IAC = 0xff;
const DONT = 0xfe;
const DO = 0xfd;
const WONT = 0xfc;
const WILL = 0xfb;
const SUBNEGOTIATION = 0xfa;
const SUBNEGOTIATION_END = 0xf0;

/** What a chunk of bytes amounts to. */
export interface Negotiated {
  /** What is left for a reader: a character per byte, line ends as LF alone. */
  text: string;
  /** What the server is to be told; often empty. */
  reply: Buffer;
}

/**
 * Takes the bytes of one connection as they come. Where they are split makes no difference.
 *
 * Carriage returns and the NULs that follow them (RFC 854's CR NUL) are dropped, so that lines end in LF.
 */
export function createNegotiation(): (chunk: Uint8Array) => Negotiated {
  let state: 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation command' = 'data';
  let verb = 0;
  const answered = new Set<string>();

  return (chunk) => {
    // Nearly everything that comes: not a byte of the protocol's own.
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

  /** DONT and WONT ask for what is so already: they get no answer. */
  function refuse(option: number, reply: number[]): void {
    if (verb !== DO && verb !== WILL) return;
    const asked = `${verb} ${option}`;
    if (answered.has(asked)) return;
    answered.add(asked);
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
