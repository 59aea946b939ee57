import { existsSync } from 'node:fs';
import path from 'node:path';

import { fail } from '../../lib/say.mjs';
import { ROOT } from '../../tools/stack/root.mjs';

/** @returns {boolean} whether this Node runs TypeScript and the project's packages are installed */
export function hasPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const runsTypeScript = major >= 24 || (major === 22 && minor >= 18);
  return runsTypeScript && existsSync(path.join(ROOT, 'node_modules/vitest'));
}

/**
 * Exits with instructions unless this Node runs TypeScript and the project's packages are installed.
 *
 * @param {string} program name for the message
 */
export function requirePackages(program) {
  if (hasPackages()) return;
  fail(`${program} needs the packages of this project, Node 24 among them: run \`npm ci\` first.`);
}
