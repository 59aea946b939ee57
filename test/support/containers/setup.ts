import { removeTestContainers } from './labels.ts';

/** Global setup of the integration tests: labels the run and cleans up after it. */
export default function setup(): () => Promise<void> {
  const runId = `${process.pid}-${Date.now()}`;
  process.env['HG612_TEST_RUN'] = runId;
  // The image of the reaper may not be available; removeTestContainers replaces it.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  return () => removeTestContainers(runId);
}
