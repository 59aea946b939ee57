/**
 * Waits for a result, at most for a time and until a signal aborts. The work itself is not ended.
 *
 * @returns `undefined` when the wait ended before the work
 * @throws what the work throws
 */
export async function within<Result>(
  work: Promise<Result>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<Result | undefined> {
  const over = Promise.withResolvers<undefined>();
  const end = (): void => over.resolve(undefined);
  const timer = setTimeout(end, milliseconds);
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    signal?.removeEventListener('abort', end);
    clearTimeout(timer);
  }
}
