import type { Seen } from './telnet-connection.ts';

/** Tells when the output of a command is whole, and what it is. */
export interface OutputReader {
  /** To be called with all that has come since the command was typed; the output (LF line ends) once it is whole. */
  read(seen: Seen): string | undefined;
  /** Whether the shell has been seen to repeat what is typed. */
  readonly echoes: boolean;
}

/**
 * Finds the end of a command's output: the shell's prompt, where a prompt can stand, which is on the line that has no
 * end yet. An output whose line happens to begin like a prompt may have been split by the network just there, so a
 * prompt only counts if the shell answers an empty line with another one at once: nothing runs any more.
 *
 * That needs no marker in the command line, which some shells would not take, and stays true however slowly the bytes
 * come. Where a shell does not answer empty lines at all, half a second of silence must do.
 *
 * @param command the line that was typed; its echo is not part of the output
 * @param prompt the shell's prompt, without white space at its end
 * @param echoes whether the shell is known to repeat what is typed: then nothing counts before it has
 * @param ask types an empty line
 */
export function createOutputReader(
  command: string,
  prompt: string,
  echoes: boolean,
  ask: () => void,
): OutputReader {
  let echo = -1;
  /** Number of lines when the empty line was typed: the prompt it answered would be the next. */
  let askedAt: number | undefined;
  const isPrompt = (line: string | undefined): boolean => line?.trimEnd() === prompt;
  /** Prompts may stand before it: the shell's answers to earlier empty lines. */
  const isEcho = (line: string): boolean =>
    line.endsWith(command) && line.slice(0, -command.length).replaceAll(prompt, '').trim() === '';

  return {
    get echoes() {
      return echoes || echo >= 0;
    },
    read({ lines, last, quiet }) {
      if (echo < 0) echo = lines.findIndex(isEcho);
      if (echo < 0 && echoes) return undefined;
      const output = (end: number): string =>
        lines
          .slice(echo + 1, end)
          .map((line) => `${line}\n`)
          .join('');
      if (askedAt === undefined) {
        if (!isPrompt(last)) return undefined;
        askedAt = lines.length;
        ask();
        return undefined;
      }
      if (isPrompt(last) && isPrompt(lines.at(-1))) return output(-1);
      // A shell that does not repeat what is typed does not repeat its line end either.
      if (isTwice(last, prompt)) return output(lines.length);
      if (!quiet) return undefined;
      if (isPrompt(lines[askedAt])) return output(askedAt);
      return isPrompt(last) ? output(lines.length) : undefined;
    },
  };
}

const isTwice = (line: string, prompt: string): boolean =>
  line.startsWith(prompt) &&
  line.length <= 2 * prompt.length + 2 &&
  line.slice(prompt.length).trim() === prompt;
