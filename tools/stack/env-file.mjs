/** A `.env` file that cannot be parsed. Docker Compose refuses such a file too. */
export class EnvFileError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'EnvFileError';
  }
}

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

const BLANK_OR_COMMENT = /^(?:\s+|#[^\n]*)+/;
const STATEMENT = /^(?:export[^\S\n]+)?([\p{L}\p{N}_.[\]-]*)[^\S\n]*([=:]|\n|$)[^\S\n]*/u;
const DOUBLE_QUOTED = /^"((?:\\[^]|[^"\\])*)"/;
const SINGLE_QUOTED = /^'((?:\\[^]|[^'\\])*)'/;

/**
 * Reads a `.env` file by the rules of Docker Compose: comments, `export`, single quotes (literal), double quotes
 * (escapes and interpolation), no quotes (interpolation, ` #` starts a comment).
 *
 * @param {string} text
 * @param {Environment} environment takes precedence over the file in interpolation
 * @param {(where: string) => void} [onUnset] called with line and name of each setting whose value refers to a variable
 *   that is not set; an empty text takes the place of the reference
 * @returns {Record<string, string>} names set in the file
 * @throws {EnvFileError}
 */
export function parseEnvFile(text, environment, onUnset = () => {}) {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  /** @type {Record<string, string>} */
  const values = {};
  const valueOf = (/** @type {string} */ name) => environment[name] ?? values[name];

  let rest = source.replace(BLANK_OR_COMMENT, '');
  while (rest !== '') {
    const line = source.slice(0, source.length - rest.length).split('\n').length;
    const statement = STATEMENT.exec(rest);
    if (statement === null) {
      throw new EnvFileError(
        `.env, line ${line}: expected NAME=value, found ${JSON.stringify(firstLine(rest))}`,
      );
    }
    const [matched, name = '', separator] = statement;
    rest = rest.slice(matched.length);
    // A name alone takes its value from the environment.
    if (separator === '=' || separator === ':') {
      const where = `.env, line ${line}: ${name}`;
      try {
        const { value, length } = readValue(rest, { valueOf, onUnset: () => onUnset(where) });
        values[name] = value;
        rest = rest.slice(length);
      } catch (error) {
        if (!(error instanceof EnvFileError)) throw error;
        throw new EnvFileError(`${where}: ${error.message}`);
      }
    }
    rest = rest.replace(BLANK_OR_COMMENT, '');
  }
  return values;
}

/**
 * The variables that a value may refer to.
 *
 * @typedef {object} Lookup
 * @property {(name: string) => string | undefined} valueOf
 * @property {() => void} onUnset called for a reference without a default to a variable that is not set
 */

/**
 * @param {string} text starts with the value
 * @param {Lookup} lookup
 * @returns {{ value: string, length: number }} length in the text
 */
function readValue(text, lookup) {
  if (text.startsWith("'")) {
    const [matched, content = ''] = SINGLE_QUOTED.exec(text) ?? unterminated();
    return { value: content.replaceAll("\\'", "'"), length: matched.length };
  }
  if (text.startsWith('"')) {
    const [matched, content = ''] = DOUBLE_QUOTED.exec(text) ?? unterminated();
    return { value: interpolate(unescape(content), lookup), length: matched.length };
  }
  const line = firstLine(text);
  const [value = ''] = line.split(' #');
  return { value: interpolate(value.trimEnd(), lookup), length: line.length };
}

/** @returns {never} */
function unterminated() {
  throw new EnvFileError('the closing quote is missing');
}

/** @param {string} text */
const firstLine = (text) => text.split('\n', 1)[0] ?? '';

/** @type {Readonly<Record<string, string>>} */
const ESCAPES = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  // Kept from interpolation.
  $: '$$',
};

/**
 * Resolves the escape sequences of a double-quoted value. Unknown ones stay as they are.
 *
 * @param {string} text
 */
const unescape = (text) =>
  text.replaceAll(/\\([^])/g, (sequence, /** @type {string} */ character) => ESCAPES[character] ?? sequence);

const REFERENCE = /\$(?:\$|([a-z_]\w*)|\{)/gi;
const BRACED = /^([a-z_]\w*)(?:(:?[-?+])([^]*))?$/i;

/**
 * Replaces `$NAME`, `${NAME}` and `${NAME:-default}` (also `-`, `:+`, `+`, `:?`, `?`); `$$` is a dollar sign.
 *
 * @param {string} text
 * @param {Lookup} lookup
 * @returns {string}
 * @throws {EnvFileError}
 */
function interpolate(text, lookup) {
  let result = '';
  let position = 0;
  for (const match of text.matchAll(REFERENCE)) {
    // Inside braces that were replaced already.
    if (match.index < position) continue;
    result += text.slice(position, match.index);
    position = match.index + match[0].length;
    if (match[0] === '$$') result += '$';
    else if (match[1] !== undefined) result += valueOrNothing(match[1], lookup);
    else {
      const end = closingBrace(text, position);
      result += expandBraces(text.slice(position, end), lookup);
      position = end + 1;
    }
  }
  return result + text.slice(position);
}

/**
 * @param {string} text
 * @param {number} start behind the opening brace
 * @returns {number} index of the brace that closes it
 */
function closingBrace(text, start) {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '{' && text[index - 1] === '$') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  throw new EnvFileError('invalid interpolation: the closing brace is missing');
}

/**
 * @param {string} expression such as `NAME:-default`
 * @param {Lookup} lookup
 */
function expandBraces(expression, lookup) {
  const [matched, name = '', operator = '', argument = ''] = BRACED.exec(expression) ?? [];
  if (matched === undefined) {
    throw new EnvFileError(
      `invalid interpolation: \${${expression}}; use single quotes or $$ for a literal $`,
    );
  }
  if (operator === '') return valueOrNothing(name, lookup);
  const value = lookup.valueOf(name);
  const isSet = operator.startsWith(':') ? Boolean(value) : value !== undefined;
  if (operator.endsWith('+')) return isSet ? interpolate(argument, lookup) : '';
  if (isSet) return value ?? '';
  if (operator.endsWith('-')) return interpolate(argument, lookup);
  throw new EnvFileError(`${name} is required: ${interpolate(argument, lookup)}`);
}

/**
 * @param {string} name
 * @param {Lookup} lookup
 */
function valueOrNothing(name, { valueOf, onUnset }) {
  const value = valueOf(name);
  if (value === undefined) onUnset();
  return value ?? '';
}
