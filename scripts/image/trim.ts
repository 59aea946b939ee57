// node scripts/image/trim.ts <directory with node_modules> <directory of the sources>: see modules.ts.
import path from 'node:path';

import { trim } from './modules.ts';

const [root, sources] = process.argv.slice(2);
if (root === undefined || sources === undefined) throw new Error('expected: <root> <sources>');
await trim(path.resolve(root), path.resolve(sources));
