import { defineConfig } from 'vitest/config';

/** Tests without containers. They stand beside what they test; those that need an engine live in test/integration. */
const fast = {
  name: 'fast',
  include: [
    '{lib,modem,exporter,mock-modem,tools,alertmanager,grafana,setup,scripts}/**/*.test.ts',
    'test/{contract,faults,support}/**/*.test.ts',
  ],
  // Seconds of arithmetic on a good day are many on two busy cores.
  testTimeout: 30_000,
};

/** Tests in containers. They wait more than they work, but a dozen containers at once would not start in time. */
const integration = {
  name: 'integration',
  include: ['test/integration/**/*.test.ts'],
  globalSetup: ['test/integration/support/setup.ts'],
  testTimeout: 180_000,
  hookTimeout: 300_000,
  maxWorkers: 2,
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...fast, sequence: { groupOrder: 0 } } },
      { test: { ...integration, sequence: { groupOrder: 1 } } },
    ],
  },
});
