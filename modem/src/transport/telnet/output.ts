import type { Received } from './connection.ts';

/** What is known about a shell, from one command to the next. */
export interface ShellFormat {
  /** The prompt. A blank at its end may not have been received yet when the prompt was recorded. */
  prompt: string;
  /** Whether the shell was seen to echo its input. */
  echoes: boolean;
}

/** Detects when the output of a command is complete, and extracts it. */
export interface OutputReader {
  /** Takes everything received since the command was sent; returns the output (LF line ends) once it is complete. */
  read(received: Received): string | undefined;
  /** What is known about the shell by now. */
  readonly format: ShellFormat;
}

/**
 * Finds the end of a command's output: the shell's prompt, where a prompt can be, which is the line without a line end.
 * A line of the output that begins like a prompt may have been split there by the network, so a prompt counts only if
 * the shell answers an empty line with another prompt: nothing is running any more.
 *
 * This needs no marker in the command line, which some shells reject, and works however slowly the bytes arrive. Only
 * an output with two consecutive lines that are nothing but a prompt could be mistaken for the end. Where a shell does
 * not answer empty lines at all, half a second without data is taken for the end.
 *
 * @param command the line that was sent; its echo is not part of the output
 * @param known if the shell is known to echo, nothing counts before the echo
 * @param sendEmptyLine sends an empty line
 */
export function createOutputReader(
  command: string,
  known: ShellFormat,
  sendEmptyLine: () => void,
): OutputReader {
  let { prompt, echoes } = known;
  let start = 0;
  /** Number of lines when the empty line was sent: the prompt before it would be the next line. */
  let sentAt: number | undefined;

  const isPrompt = (line: string | undefined): boolean =>
    line === prompt || (!echoes && line?.trimEnd() === prompt.trimEnd());

  /**
   * The echo of the command. Before it there may be responses to earlier empty lines, and the late blank of the prompt.
   */
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
    get format() {
      return { prompt, echoes };
    },
    read({ lines, last, quietMs }) {
      if (start === 0) findEcho(lines);
      if (start === 0 && echoes) return undefined;
      const output = (end: number): string =>
        lines
          .slice(start, end)
          .map((line) => `${line}\n`)
          .join('');
      if (sentAt === undefined) {
        if (!isPrompt(last)) return undefined;
        sentAt = lines.length;
        sendEmptyLine();
        return undefined;
      }
      if (isPrompt(last) && isPrompt(lines.at(-1))) {
        // More than two prompts: a shell that treats CR LF as two line ends.
        return output(lines.findLastIndex((line) => !isPrompt(line)) + 1);
      }
      // A shell that does not echo its input does not echo the line end either.
      if (!echoes && isTwice(last, prompt.trimEnd())) return output(lines.length);
      if (quietMs === 0) return undefined;
      if (isPrompt(lines[sentAt])) return output(sentAt);
      return isPrompt(last) ? output(lines.length) : undefined;
    },
  };
}

const isTwice = (line: string, prompt: string): boolean =>
  line.startsWith(prompt) &&
  line.length <= 2 * prompt.length + 2 &&
  line.slice(prompt.length).trim() === prompt;
