import { describe } from 'vitest';
import { findHelm } from '../../../scripts/lib/helm.mjs';

const found = await findHelm();
const reason = process.env['HG612_NO_HELM'] || 'helm is not installed; npm test fetches it where it can';

/** The helm to test with. @throws outside {@link describeWithHelm} where there is none */
export function helm(): string {
  if (found === undefined) throw new Error(reason);
  return found;
}

/** A `describe` whose tests need helm. Without it they are skipped, and the reason is part of their name. */
export function describeWithHelm(name: string, tests: () => void): void {
  describe.skipIf(found === undefined)(found === undefined ? `${name} [skipped: ${reason}]` : name, tests);
}
