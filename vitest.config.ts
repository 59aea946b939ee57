import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FOLDERS = '{lib,modem,exporter,mock-modem,tools,alertmanager,grafana,setup,scripts,test}';

/**
 * For all projects: on a machine under load, a condition that is polled may take its time, and so may a hook that starts a
 * browser or bundles the programs.
 */
const common = { expect: { poll: { timeout: 10_000 } }, hookTimeout: 120_000 };

/** Tests without containers, beside the code that they test. Most of them wait for timeouts and child processes. */
const fast = {
  name: 'fast',
  include: [`${FOLDERS}/**/*.test.ts`],
  exclude: ['**/*.{property,load}.test.ts', 'test/{browser,integration}/**', '**/node_modules/**'],
  // A machine under load needs several times as long for the tests of whole histories.
  testTimeout: 120_000,
  // More workers than cores, since most tests wait.
  maxWorkers: 4,
  // Files share a worker's modules: loading them again for each file costs more CPU time than the tests.
  isolate: false,
};

/** Property tests: with few inputs in `npm run test:fast`, with many in `npm test` (PROPERTY_RUNS). */
const property = {
  name: 'property',
  include: [`${FOLDERS}/**/*.property.test.ts`],
  setupFiles: ['test/support/property-setup.ts'],
  testTimeout: 600_000,
};

/** Tests that put a process under load and check its response times. They run alone, in `npm test` only. */
const load = {
  name: 'load',
  include: [`${FOLDERS}/**/*.load.test.ts`],
  testTimeout: 120_000,
  maxWorkers: 1,
};

/** Tests of pages in a real browser, in `npm test` only: a browser keeps both cores of a small machine busy. */
const browser = {
  name: 'browser',
  include: ['test/browser/**/*.test.ts'],
  testTimeout: 60_000,
  maxWorkers: 1,
};

/** Tests in containers. A dozen containers at once would not start in time. */
const integration = {
  name: 'integration',
  include: ['test/integration/**/*.test.ts'],
  globalSetup: ['test/support/containers/setup.ts'],
  // For tests that hang. Conditions that are polled have deadlines of their own.
  testTimeout: 600_000,
  hookTimeout: 600_000,
  // More workers than cores, since most tests wait for alerts.
  maxWorkers: 3,
};

/** Integration tests that take a minute or more: the longest first, those that compute beside those that wait. */
const LONGEST = [
  'fleet',
  'compose',
  'chart-rules',
  'start',
  'alert-path',
  'site-outage',
  'promtool',
  'history',
  'alertmanager-night',
  'dashboard-queries',
  'alertmanager-inhibition',
  'alertmanager-compose',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const index = LONGEST.findIndex((name) => moduleId.endsWith(`/integration/${name}.test.ts`));
  return index === -1 ? LONGEST.length : index;
};

/** Starts the longest integration tests first, so that no worker is left with one of them at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of this class
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...common, ...fast, sequence: { groupOrder: 0 } } },
      { test: { ...common, ...property, sequence: { groupOrder: 1 } } },
      { test: { ...common, ...load, sequence: { groupOrder: 2 } } },
      { test: { ...common, ...browser, sequence: { groupOrder: 3 } } },
      { test: { ...common, ...integration, sequence: { groupOrder: 4 } } },
    ],
  },
});
