// node scripts/typescript.mjs <program.ts> [arguments]: runs a TypeScript program of this project.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../tools/stack/root.mjs';
import { requirePackages } from './lib/requirements.mjs';

const [, , program = '', ...args] = process.argv;
requirePackages('This command');
const file = path.join(ROOT, program);
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);
