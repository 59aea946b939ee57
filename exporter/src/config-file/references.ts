import path from 'node:path';
import * as v from 'valibot';
import { nearest } from '../../../lib/nearest.ts';
import { oneLine } from '../../../lib/schemas.ts';
import { readTextFileSync, unreadableReason } from '../../../lib/text-file.ts';
import type { YamlFile } from '../../../lib/yaml-file.ts';
import { DEFAULT_NAME } from './schema.ts';

/** No password is longer. */
const MAX_PASSWORD_BYTES = 4096;

type Report = YamlFile<unknown>['report'];
type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Reports what no field shows by itself, also in a file that has other problems: unknown and repeated names. */
export function checkReferences(input: unknown, report: Report): void {
  const contents = fieldsOf(input);
  const names = new Set<unknown>();
  const known = {
    module: Object.keys(fieldsOf(contents['modules'] ?? { [DEFAULT_NAME]: {} })),
    auth: Object.keys(fieldsOf(contents['auths'] ?? { [DEFAULT_NAME]: {} })),
  };
  for (const [index, item] of itemsOf(contents['inventory']).entries()) {
    const entry = fieldsOf(item);
    for (const kind of ['module', 'auth'] as const) {
      const reference = entry[kind] ?? (kind === 'module' ? DEFAULT_NAME : undefined);
      if (typeof reference !== 'string' || known[kind].includes(reference)) continue;
      report(['inventory', index, kind], unknownName(kind, reference, known[kind]));
    }
    const { name } = entry;
    if (name !== undefined && names.has(name)) {
      report(['inventory', index, 'name'], `${JSON.stringify(name)} is the name of an earlier line`);
    }
    names.add(name);
  }
}

/** What is wrong with the name of a module or an auth, and which one may be meant. */
export function unknownName(kind: string, name: string, known: Iterable<string>): string {
  const suggestion = nearest(name, known);
  const hint = suggestion === '' ? '' : `; did you mean ${JSON.stringify(suggestion)}?`;
  return `unknown ${kind} ${JSON.stringify(name)}${hint}`;
}

/**
 * Reads the password files. A relative path starts at the directory of the configuration file.
 *
 * @returns the password of each auth; none for a file that cannot be read, which is reported
 */
export function readPasswords(input: unknown, directory: string, report: Report): Map<string, string> {
  const passwords = new Map<string, string>();
  for (const [name, auth] of Object.entries(fieldsOf(fieldsOf(input)['auths']))) {
    const { password_file: file } = fieldsOf(auth);
    if (typeof file !== 'string') continue;
    const at = ['auths', name, 'password_file'];
    try {
      // Only the line end that editors add: a password may end in a space.
      const password = readTextFileSync(path.resolve(directory, file), MAX_PASSWORD_BYTES).replace(
        /[\r\n]+$/,
        '',
      );
      if (v.is(oneLine, password)) passwords.set(name, password);
      else report(at, `expected a file with one line of text: ${JSON.stringify(file)}`);
    } catch (error) {
      report(at, `cannot read ${JSON.stringify(file)} (${unreadableReason(error)})`);
    }
  }
  return passwords;
}
