/**
 * Lets a program continue when the reader of its output stops early, such as `| head`.
 *
 * @param {NodeJS.WritableStream} output
 */
export function ignoreClosedPipe(output) {
  output.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
