import { ModemFormatError } from '../errors.ts';

/**
 * The quoted arguments of the first `new name(…)` in a page.
 *
 * Every character is passed once, so that no text, however odd, takes long.
 *
 * @param count how many there must be: sibling models use the same names with other arguments
 * @throws {ModemFormatError} no such call, a cut one, an argument that is no string, another number of them
 */
export function readObject(page: string, name: string, count: number): string[] {
  const expected = `new ${name}(…) with ${count} strings`;
  const call = new RegExp(`\\bnew\\s+${name}\\s*\\(`).exec(page);
  if (call === null) throw new ModemFormatError(name, expected, page.trim() === '' ? undefined : page.trim());

  const values: string[] = [];
  const argument = /\s*"((?:[^"\\\r\n]|\\.)*)"\s*([,)])/y;
  argument.lastIndex = call.index + call[0].length;
  for (;;) {
    const from = argument.lastIndex;
    const match = argument.exec(page);
    if (match === null) throw new ModemFormatError(`${name}[${values.length}]`, expected, page.slice(from));
    values.push(unescape(match[1] ?? ''));
    if (match[2] === ')') break;
    if (values.length > count) break;
  }
  if (values.length !== count) {
    const found = values.length > count ? `more than ${count} strings` : `${values.length} strings`;
    throw new ModemFormatError(name, expected, found);
  }
  return values;
}

/**
 * The value of `var name = "…";`, quoted or not; `undefined` when the page has no such variable. A value
 * without its end is none: the digits that were cut off would make it another number.
 *
 * A value is bounded and begins with no blank, so that here, too, no text takes long.
 */
export function readVariable(page: string, name: string): string | undefined {
  const value = `"([^"\\r\\n]{0,64})"|([^\\s";][^";\\r\\n]{0,63})?;`;
  const match = new RegExp(`\\bvar\\s+${name}\\s*=\\s*(?:${value})`).exec(page);
  return match?.[1] ?? match?.[2]?.trim();
}

/** JavaScript's `\x2e` and `\"` as Huawei's pages write them. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? plain : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
