// node scripts/typescript.mjs <program.ts> [arguments]: runs a program of this project, or says what it lacks.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { exists, ROOT } from '../setup/machine.mjs';
import { fail } from '../lib/say.mjs';

const [, , program = '', ...args] = process.argv;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major >= 24 || (major === 22 && minor >= 18);
if (!runsTypeScript || !(await exists(path.join(ROOT, 'node_modules/valibot')))) {
  fail('This needs the packages of this project, Node 24 among them: run `npm ci` first.');
}
const file = path.join(ROOT, program);
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);
