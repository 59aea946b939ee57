import { describe, expect, it } from 'vitest';

import { tally, total } from './results.mjs';

const report = {
  success: true,
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 0,
  testResults: [
    {
      name: 'modem/src/line.test.ts',
      message: '',
      assertionResults: [
        { status: 'passed', fullName: 'line is up', failureMessages: [] },
        {
          status: 'skipped',
          fullName: 'dashboards [skipped: no image of Grafana] shows the line',
          failureMessages: [],
        },
        {
          status: 'pending',
          fullName: 'dashboards [skipped: no image of Grafana] shows the rate',
          failureMessages: [],
        },
      ],
    },
  ],
};

describe('tally', () => {
  it('counts tests, and lists each reason once', () => {
    expect(tally(report)).toEqual({
      passed: 2,
      failed: 0,
      skipped: 2,
      reasons: ['no image of Grafana'],
      failures: [],
    });
  });

  it('reports a failure when no test failed but a file did not load', () => {
    expect(tally({ ...report, success: false }).failed).toBe(1);
  });

  it('lists the name of a test that is skipped without a reason', () => {
    const testResults = [
      {
        name: 'a.test.ts',
        message: '',
        assertionResults: [{ status: 'skipped', fullName: 'one day', failureMessages: [] }],
      },
    ];
    expect(tally({ ...report, testResults }).reasons).toEqual(['one day']);
  });
});

describe('failures', () => {
  it('names each test that failed, with the start of its message', () => {
    const message = ['Property failed after 3 tests', '{ seed: 42 }', ...Array(50).fill('    at line')].join(
      '\n',
    );
    const assertionResults = [
      { status: 'passed', fullName: 'is read', failureMessages: [] },
      { status: 'failed', fullName: 'is written', failureMessages: [message] },
    ];
    const [failure, ...others] = tally({
      ...report,
      testResults: [{ name: 'a.test.ts', message: '', assertionResults }],
    }).failures;
    expect(others).toEqual([]);
    expect(failure).toMatch(
      /^a\.test\.ts: is written\n {2}Property failed after 3 tests\n {2}\{ seed: 42 \}\n/,
    );
    expect(failure?.split('\n')).toHaveLength(13);
  });

  it('names a file that did not load', () => {
    const testResults = [{ name: 'a.test.ts', message: 'Cannot find module b', assertionResults: [] }];
    expect(tally({ ...report, testResults }).failures).toEqual(['a.test.ts\n  Cannot find module b']);
  });
});

describe('total', () => {
  it('adds counts and merges reasons', () => {
    const one = { passed: 1, failed: 2, skipped: 3, reasons: ['a'], failures: ['x'] };
    const other = { passed: 10, failed: 20, skipped: 30, reasons: ['a', 'b'], failures: ['y'] };
    expect(total([one, other])).toEqual({
      passed: 11,
      failed: 22,
      skipped: 33,
      reasons: ['a', 'b'],
      failures: ['x', 'y'],
    });
  });
});
