/**
 * Shows the progress of a long task in one line of a terminal; the next text replaces it.
 *
 * @returns takes the text; `undefined` removes the line
 */
export function createProgress(
  isTerminal: boolean,
  write: (text: string) => void,
): (text: string | undefined) => void {
  let shown: string | undefined;
  return (text) => {
    if (!isTerminal || text === shown) return;
    if (shown !== undefined) write('\r\u001b[K');
    if (text !== undefined) write(text);
    shown = text;
  };
}
