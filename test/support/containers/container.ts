import { GenericContainer } from 'testcontainers';
import { TEST_LABELS } from './labels.ts';

/** How long a container may take until it is ready, on a machine whose cores are busy. */
const STARTUP_MS = 180_000;

/**
 * A container of a test, which the clean-up finds.
 *
 * @param image its name
 */
export const testContainer = (image: string): GenericContainer =>
  new GenericContainer(image).withLabels(TEST_LABELS).withStartupTimeout(STARTUP_MS);
