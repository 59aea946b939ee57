import { removeTestContainers } from './labels.ts';

/** Runs once around all integration tests: gives the run its label and cleans up after it. */
export default function setup(): () => Promise<void> {
  const runId = `${process.pid}-${Date.now()}`;
  process.env['HG612_TEST_RUN'] = runId;
  // Its image needs a registry; labels and removeTestContainers do its work.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  return () => removeTestContainers(runId);
}
