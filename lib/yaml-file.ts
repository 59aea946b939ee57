import * as v from 'valibot';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { withoutCredentials } from './credentials.ts';
import { printable } from './printable.ts';

/** Keys and indices from the root of a YAML document to one of its values. */
export type YamlPath = readonly (string | number)[];

export interface YamlOptions {
  /** With `1.1`, `yes`, `no`, `on` and `off` are booleans, as in the configuration files of Go programs. */
  readonly version?: '1.1' | '1.2';
  /** Whether problems must not quote the value. */
  readonly isSecret?: (path: YamlPath) => boolean;
}

/** A configuration file in YAML with its problems. */
export interface YamlFile<T> {
  /** Undefined if the text is not YAML or does not match the schema. */
  readonly value: T | undefined;
  /** The document as it is, also if it does not match the schema; undefined if it is not YAML. */
  readonly input: unknown;
  /** Every problem so far, one line each: `file:line:column: field: problem`. */
  readonly problems: readonly string[];
  /** Adds a problem of the value at a path. */
  readonly report: (path: YamlPath, problem: string) => void;
}

/**
 * Parses a configuration file. An empty file reads as an empty mapping.
 *
 * @param name how problems call the file
 * @param schema built with `mapping`; the messages of other schemas complete the sentence "expected …"
 */
export function parseYamlFile<S extends v.GenericSchema>(
  name: string,
  text: string,
  schema: S,
  { version = '1.2', isSecret = () => false }: YamlOptions = {},
): YamlFile<v.InferOutput<S>> {
  const lines = new LineCounter();
  const deep = deepNesting(text);
  const document = parseDocument(deep === undefined ? text : '', {
    version,
    lineCounter: lines,
    stringKeys: true,
    prettyErrors: false,
    // Takes time by the square of the number of keys.
    uniqueKeys: false,
  });
  if (deep !== undefined) for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const problems: string[] = [];

  const add = (offset: number, path: YamlPath, problem: string): void => {
    if (problems.length > MAX_PROBLEMS) return;
    const { line, col } = lines.linePos(offset);
    const place = `${name}:${line || 1}:${col || 1}`;
    const field = printable(fieldName(path), MAX_SHOWN);
    const shownProblem =
      problems.length < MAX_PROBLEMS ? printable(problem, MAX_PROBLEM) : 'there are more problems';
    problems.push([place, field, shownProblem].filter(Boolean).join(': '));
  };
  const report = (path: YamlPath, problem: string): void => {
    // Looking for the position takes long in a large file.
    if (problems.length <= MAX_PROBLEMS) add(offsetOf(path), path, problem);
  };

  /** Where a value begins. A missing value is where its mapping begins. */
  function offsetOf(path: YamlPath): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return document.contents?.range?.[0] ?? 0;
  }

  function offsetOfKey(path: YamlPath): number {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    const pair = isMap(parent) && parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    const key = pair ? pair.key : undefined;
    return (isScalar(key) ? key.range?.[0] : undefined) ?? offsetOf(path);
  }

  /** Adds the problems of a schema in the order of the file. */
  function addIssues(issues: readonly v.BaseIssue<unknown>[]): void {
    const found = issues
      .slice(0, MAX_PROBLEMS + 1)
      .map(({ path: items, message, input, kind, type, received }) => {
        const path = (items ?? []).map(({ key }) => key as string | number);
        if (kind === 'schema' && received === 'undefined')
          return { offset: offsetOf(path), path, problem: 'missing' };
        if (items?.at(-1)?.origin === 'key') {
          const problem = type === 'raw_check' ? message : `expected ${message}`;
          return { offset: offsetOfKey(path), path, problem };
        }
        const quote = isSecret(path) && typeof input !== 'object' ? '' : `, found ${shown(input)}`;
        return { offset: offsetOf(path), path, problem: `expected ${message}${quote}` };
      });
    for (const { offset, path, problem } of found.toSorted((a, b) => a.offset - b.offset))
      add(offset, path, problem);
  }

  /** Adds keys that a mapping has twice, and keys that schemas drop silently. */
  function checkKeys(): void {
    visit(document, {
      Map(_, { items }) {
        const keys = new Set<unknown>();
        for (const { key } of items) {
          if (!isScalar(key)) continue;
          if (keys.has(key.value) && !(version === '1.1' && key.value === '<<')) {
            add(key.range?.[0] ?? 0, [], 'Map keys must be unique');
          }
          if (RESERVED_KEYS.has(String(key.value))) {
            add(key.range?.[0] ?? 0, [], `${String(key.value)} is a reserved name`);
          }
          keys.add(key.value);
        }
      },
    });
  }

  const toInput = (): unknown => {
    if (deep !== undefined) add(deep, [], `nested more than ${MAX_DEPTH} levels deep`);
    else {
      for (const { message, pos } of [...document.errors, ...document.warnings]) {
        add(pos[0], [], withoutQuote(message));
      }
      checkKeys();
    }
    if (problems.length > 0) return undefined;
    try {
      return document.toJS() ?? {};
    } catch (error) {
      // Aliases that expand to a huge document.
      add(0, [], withoutQuote(error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  };
  const validate = (input: unknown): v.InferOutput<S> | undefined => {
    const { success, output, issues } = v.safeParse(schema, input);
    if (success) return output;
    addIssues(issues);
    return undefined;
  };
  const input = toInput();
  return { value: input === undefined ? undefined : validate(input), input, problems, report };
}

/** More levels than any configuration has. Each takes stack and much memory. */
const MAX_DEPTH = 100;

/** The offset of brackets, or of list items within list items on a line, that are nested too deeply. */
function deepNesting(text: string): number | undefined {
  let depth = 0;
  for (const { index, 0: bracket } of text.matchAll(/[[{\]}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > MAX_DEPTH) return index;
  }
  const items = new RegExp(`(?:[-?:][ \\t]+){${MAX_DEPTH + 1}}`).exec(text);
  return items?.index;
}

/** `targets[2].name`; empty for the document itself. */
const fieldName = (path: YamlPath): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');

/**
 * The message of a syntax error without the text that it quotes from the file: it is unknown whether that is part of a
 * secret, such as a private key with a wrong indentation.
 */
const withoutQuote = (message: string): string =>
  message.replace(/^(Unexpected [^:]*|Unresolved [^:]*|Invalid escape sequence)(?:: | )[^]*$/, '$1');

/** Names with a meaning in JavaScript, which valibot leaves out. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const MAX_SHOWN = 80;

/** Problems that are listed. */
const MAX_PROBLEMS = 100;

/** Bound on the text of a problem, which may quote the file. */
const MAX_PROBLEM = 300;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = JSON.stringify(typeof value === 'string' ? withoutCredentials(value) : value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
