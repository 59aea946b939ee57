/**
 * The function with its results kept, for texts that come again and again.
 *
 * @param limit results kept; with one more, all are forgotten
 */
export function remembered<Result>(
  compute: (text: string) => Result,
  limit: number,
): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      if (known.size >= limit) known.clear();
      result = compute(text);
      known.set(text, result);
    }
    return result;
  };
}
