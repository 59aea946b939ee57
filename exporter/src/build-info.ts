import packageJson from '../../package.json' with { type: 'json' };
import type { BuildInfo } from './metrics/exposition.ts';

/**
 * Which exporter this is. A build sets `EXPORTER_VERSION` and `EXPORTER_REVISION`; without one the version
 * is package.json's and the revision is not known.
 */
export function buildInfo(): BuildInfo {
  return {
    version: process.env['EXPORTER_VERSION'] || packageJson.version,
    revision: process.env['EXPORTER_REVISION'] || 'unknown',
  };
}
