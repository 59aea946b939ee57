import { defineConfig } from 'vitest/config';

/** Tests without containers. They stand beside what they test; those that need an engine live in test/integration. */
const fast = {
  name: 'fast',
  include: ['{exporter,mock-modem,recorder,history,alertmanager,grafana,scripts}/**/*.test.ts', 'test/*.test.ts'],
  testTimeout: 10_000,
};

/** Tests in containers: one file at a time, since two cores do not start a dozen containers in time. */
const integration = {
  name: 'integration',
  include: ['test/integration/**/*.test.ts'],
  globalSetup: ['test/integration/support/setup.ts'],
  testTimeout: 180_000,
  hookTimeout: 300_000,
  fileParallelism: false,
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...fast, sequence: { groupOrder: 0 } } },
      { test: { ...integration, sequence: { groupOrder: 1 } } },
    ],
  },
});
