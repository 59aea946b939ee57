import type { Seen } from './connection.ts';

/** What is known of a shell, from one command to the next. */
export interface ShellManner {
  /** The prompt. A blank at its end may have been on its way still when it was learnt. */
  prompt: string;
  /** Whether the shell has been seen to repeat what is typed. */
  echoes: boolean;
}

/** Tells when the output of a command is whole, and what it is. */
export interface OutputReader {
  /** To be called with all that has come since the command was typed; the output (LF line ends) once it is whole. */
  read(seen: Seen): string | undefined;
  /** What is known of the shell by now. */
  readonly manner: ShellManner;
}

/**
 * Finds the end of a command's output: the shell's prompt, where a prompt can stand, which is on the line that has no
 * end yet. An output whose line happens to begin like a prompt may have been split by the network just there, so a
 * prompt only counts if the shell answers an empty line with another one at once: nothing runs any more.
 *
 * That needs no marker in the command line, which some shells would not take, and stays true however slowly the bytes
 * come; only an output with two lines in a row that are nothing but a prompt could fool it. Where a shell does not
 * answer empty lines at all, half a second of silence must do.
 *
 * @param command the line that was typed; its echo is not part of the output
 * @param known if the shell is known to repeat what is typed, nothing counts before it has
 * @param ask types an empty line
 */
export function createOutputReader(command: string, known: ShellManner, ask: () => void): OutputReader {
  let { prompt, echoes } = known;
  let start = 0;
  /** Number of lines when the empty line was typed: the prompt it answered would be the next. */
  let askedAt: number | undefined;

  const isPrompt = (line: string | undefined): boolean =>
    line === prompt || (!echoes && line?.trimEnd() === prompt.trimEnd());

  /** The command as it was typed. Before it may stand answers to earlier empty lines, and the prompt's late blank. */
  const findEcho = (lines: readonly string[]): void => {
    for (const [index, line] of lines.entries()) {
      if (!line.endsWith(command)) continue;
      const before = line.slice(0, -command.length).replaceAll(prompt, '');
      if (before.trim() !== '') continue;
      prompt += before;
      echoes = true;
      start = index + 1;
      return;
    }
  };

  return {
    get manner() {
      return { prompt, echoes };
    },
    read({ lines, last, quiet }) {
      if (start === 0) findEcho(lines);
      if (start === 0 && echoes) return undefined;
      const output = (end: number): string =>
        lines
          .slice(start, end)
          .map((line) => `${line}\n`)
          .join('');
      if (askedAt === undefined) {
        if (!isPrompt(last)) return undefined;
        askedAt = lines.length;
        ask();
        return undefined;
      }
      if (isPrompt(last) && isPrompt(lines.at(-1))) {
        // More than two prompts: a shell that takes the line end for two.
        return output(lines.findLastIndex((line) => !isPrompt(line)) + 1);
      }
      // A shell that does not repeat what is typed does not repeat its line end either.
      if (!echoes && isTwice(last, prompt.trimEnd())) return output(lines.length);
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
