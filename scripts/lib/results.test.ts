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
      assertionResults: [
        { status: 'passed', fullName: 'line is up' },
        { status: 'skipped', fullName: 'dashboards [skipped: no image of Grafana] shows the line' },
        { status: 'pending', fullName: 'dashboards [skipped: no image of Grafana] shows the rate' },
      ],
    },
  ],
};

describe('tally', () => {
  it('counts tests, and lists each reason once', () => {
    expect(tally(report)).toEqual({ passed: 2, failed: 0, skipped: 2, reasons: ['no image of Grafana'] });
  });

  it('reports a failure when no test failed but a file did not load', () => {
    expect(tally({ ...report, success: false }).failed).toBe(1);
  });

  it('lists the name of a test that is skipped without a reason', () => {
    const testResults = [{ assertionResults: [{ status: 'skipped', fullName: 'one day' }] }];
    expect(tally({ ...report, testResults }).reasons).toEqual(['one day']);
  });
});

describe('total', () => {
  it('adds counts and merges reasons', () => {
    const one = { passed: 1, failed: 2, skipped: 3, reasons: ['a'] };
    const other = { passed: 10, failed: 20, skipped: 30, reasons: ['a', 'b'] };
    expect(total([one, other])).toEqual({ passed: 11, failed: 22, skipped: 33, reasons: ['a', 'b'] });
  });
});
