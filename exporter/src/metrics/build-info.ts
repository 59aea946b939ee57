import packageJson from '../../../package.json' with { type: 'json' };
import type { BuildInfo } from './process.ts';

/** Version and revision as set by the image's build; without them, package.json's version and `unknown`. */
export function buildInfo(): BuildInfo {
  return {
    version: process.env['EXPORTER_VERSION'] || packageJson.version,
    revision: process.env['EXPORTER_REVISION'] || 'unknown',
  };
}
