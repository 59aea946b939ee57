/** Telnet commands and options, by their numbers in RFC 854, 857, 858 and 1073. */
const IAC = 255;
const WILL = 251;
const DONT = 254;
const DO = 253;
const SUBNEGOTIATION = 250;
const SUBNEGOTIATION_END = 240;
const ECHO = 1;
const SUPPRESS_GO_AHEAD = 3;
const WINDOW_SIZE = 31;

/**
 * The options that BusyBox's telnetd sends before the banner: DO ECHO, DO NAWS, WILL ECHO, WILL SUPPRESS-GO-AHEAD. The
 * client's answers have no effect.
 */
export const OPENING = Buffer.from(
  [
    [DO, ECHO],
    [DO, WINDOW_SIZE],
    [WILL, ECHO],
    [WILL, SUPPRESS_GO_AHEAD],
  ].flatMap((command) => [IAC, ...command]),
);

/** Removes option negotiation from the client's input, across chunks. */
export function createNegotiationFilter(): (chunk: Buffer) => number[] {
  let state: 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation-command' = 'data';

  const step = (byte: number, typed: number[]): void => {
    switch (state) {
      case 'data':
        if (byte === IAC) state = 'command';
        else typed.push(byte);
        return;
      case 'command':
        if (byte === IAC) typed.push(byte);
        if (byte === SUBNEGOTIATION) state = 'subnegotiation';
        else state = byte >= WILL && byte <= DONT ? 'option' : 'data';
        return;
      case 'option':
        state = 'data';
        return;
      case 'subnegotiation':
        if (byte === IAC) state = 'subnegotiation-command';
        return;
      case 'subnegotiation-command':
        state = byte === SUBNEGOTIATION_END ? 'data' : 'subnegotiation';
    }
  };

  return (chunk) => {
    const typed: number[] = [];
    for (const byte of chunk) step(byte, typed);
    return typed;
  };
}

/** Text as sent: line ends as CRLF, byte 255 doubled. */
export function toWire(text: string): Buffer {
  const bytes = text.replaceAll('\n', '\r\n').replaceAll('\u{FF}', '\u{FF}\u{FF}');
  return Buffer.from(bytes, 'latin1');
}
