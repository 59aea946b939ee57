import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The module of a program that the exporter runs in a process of its own: beside its own bundle in the image, the
 * source in a checkout.
 *
 * @param name of the bundle (scripts/bundle.ts)
 * @param source path of the module in the project
 */
export function programFile(name: string, source: string): string {
  const isBundle = path.extname(import.meta.url) === '.js';
  // The bundle is as deep in the project as this file.
  return fileURLToPath(new URL(isBundle ? `${name}.js` : `../../${source}`, import.meta.url));
}
