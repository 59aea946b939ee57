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
  let asked = false;
  let echo = -1;
  const isPrompt = (line: string | undefined): boolean => line?.trimEnd() === prompt;
  /** Prompts may stand before it: the shell's answers to earlier empty lines. */
  const isEcho = (line: string): boolean =>
    line.endsWith(command) &&
    [...line.slice(0, -command.length).split(prompt)].every((part) => part.trim() === '');

  return {
    get echoes() {
      return echoes || echo >= 0;
    },
    read({ lines, last, quiet }) {
      if (echo < 0) echo = lines.findIndex(isEcho);
      if (echo < 0 && echoes) return undefined;
      const output = (end = lines.length): string =>
        lines
          .slice(echo + 1, end)
          .map((line) => `${line}\n`)
          .join('');
      // A shell that does not repeat what is typed does not end the line of its first prompt either.
      if (asked && last.length <= 2 * prompt.length + 2 && last.replaceAll(' ', '') === prompt + prompt)
        return output();
      if (!isPrompt(last)) return undefined;
      if (!asked) {
        asked = true;
        ask();
        return undefined;
      }
      if (isPrompt(lines.at(-1))) return output(-1);
      return quiet ? output() : undefined;
    },
  };
}
