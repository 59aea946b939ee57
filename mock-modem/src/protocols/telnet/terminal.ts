const BACKSPACE = 8;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const END_OF_TRANSMISSION = 4;
const DELETE = 127;
const FIRST_PRINTABLE = 32;

/** Longest line; further characters are dropped, as a terminal does. */
export const LINE_LIMIT = 256;

/** Callbacks for typed bytes. */
interface TerminalActions {
  /** A line is complete. Called after its line end was echoed. */
  line(text: string): void;
  /** Echoes text. */
  echo(text: string): void;
  /** Whether typed characters are echoed; line ends always are. */
  isEchoing(): boolean;
}

/** A terminal's line editing: collects typed bytes into lines. CR LF, CR NUL, CR and LF each end one line. */
export function createTerminal(actions: TerminalActions): (typed: readonly number[]) => void {
  let line = '';
  let isAfterReturn = false;

  const endLine = (): void => {
    const text = line;
    line = '';
    actions.echo('\n');
    actions.line(text);
  };

  const character = (byte: number): void => {
    if (byte === BACKSPACE || byte === DELETE) {
      if (line !== '' && actions.isEchoing()) actions.echo('\b \b');
      line = line.slice(0, -1);
    } else if (byte === END_OF_TRANSMISSION && line === '') {
      line = 'exit';
      endLine();
    } else if (byte >= FIRST_PRINTABLE && line.length < LINE_LIMIT) {
      const text = String.fromCodePoint(byte);
      line += text;
      if (actions.isEchoing()) actions.echo(text);
    }
  };

  return (typed) => {
    for (const byte of typed) {
      const isSecondByte = isAfterReturn && (byte === LINE_FEED || byte === 0);
      isAfterReturn = byte === CARRIAGE_RETURN;
      if (isSecondByte) continue;
      if (byte === CARRIAGE_RETURN || byte === LINE_FEED) endLine();
      else character(byte);
    }
  };
}
