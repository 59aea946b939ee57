import { ModemFormatError } from '../errors.ts';

/**
 * What is not code in a page: string literals, and comments. Every alternative takes text in one pass, so that no text
 * takes long: a string without its end ends with its line, and single quotes, which may be apostrophes, are bounded. At
 * the beginning of a script, `<!--` hides only its line, from browsers without JavaScript.
 */
const STRING_OR_COMMENT =
  /"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\\\r\n]|\\.){0,64}'|(?<!:)\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|<!--(?<=<script[^>]{0,200}>\s{0,20}<!--)[^\r\n]*|<!--[^]*?(?:-->|$)/gi;

/** Replaces comments by spaces, of the same length. A comment is not code, and code in a string is not either. */
export const withoutComments = (page: string): string =>
  page.replaceAll(STRING_OR_COMMENT, (text) =>
    /^["']/.test(text) ? text : text.replaceAll(/[^\r\n]/g, ' '),
  );

/**
 * The quoted arguments of `new name(…)` in a page.
 *
 * Every character is passed once, so that no text takes long.
 *
 * @param page without comments, see {@link withoutComments}
 * @param count how many arguments there must be: sibling models use the same names with other arguments
 * @throws {ModemFormatError} no such call, two calls that differ, an incomplete one, an argument that is not a string,
 *   another number of arguments
 */
export function readObject(page: string, name: string, count: number): string[] {
  const expected = `new ${name}(…) with ${count} strings`;
  const token = new RegExp(`"(?:[^"\\\\\\r\\n]|\\\\.)*"?|\\bnew\\s+${name}\\s*\\(`, 'g');
  let found: string[] | undefined;
  for (let match = token.exec(page); match !== null; match = token.exec(page)) {
    if (match[0].startsWith('"')) continue;
    const { values, end } = readArguments(page, token.lastIndex, name, count);
    token.lastIndex = end;
    if (found?.some((value, index) => value !== values[index]) === true) {
      throw new ModemFormatError(name, `one call of ${expected}`, 'two calls that differ');
    }
    found ??= values;
  }
  if (found !== undefined) return found;
  throw new ModemFormatError(name, expected, page.trim() === '' ? undefined : page.trim());
}

function readArguments(page: string, start: number, name: string, count: number) {
  const expected = `new ${name}(…) with ${count} strings`;
  const values: string[] = [];
  const argument = /\s*"((?:[^"\\\r\n]|\\.)*)"\s*([,)])/y;
  argument.lastIndex = start;
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
  return { values, end: argument.lastIndex };
}

/**
 * The value of `var name = "…";`, quoted or not; `undefined` when the page has no such variable, or gives it two
 * values. A value without its end does not count: the missing digits would make it another number.
 *
 * A value is bounded and begins with no blank, so that here, too, no text takes long.
 *
 * @param page without comments, see {@link withoutComments}
 */
export function readVariable(page: string, name: string): string | undefined {
  const value = `"([^"\\r\\n]{0,64})"|([^\\s";][^";\\r\\n]{0,63})?;`;
  const matches = page.matchAll(new RegExp(`\\bvar\\s+${name}\\s*=\\s*(?:${value})`, 'g'));
  const values = new Set(Array.from(matches, (match) => match[1] ?? match[2]?.trim()));
  return values.size === 1 ? values.values().next().value : undefined;
}

/** JavaScript's `\x2e` and `\"` as Huawei's pages write them. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? plain : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
