import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyFailure } from './property-failure.ts';

it('names the differing field first, then how to repeat the run, then the counterexample', () => {
  const always = fc.property(fc.constant({ margin: 6.3 }), (line) => {
    expect({ line: { ...line, rate: 1 } }).toEqual({ line: { margin: 6.4, rate: 1 } });
  });
  const { message, stack } = propertyFailure(fc.check(always, { seed: 7 }));
  expect(stack?.startsWith(`Error: ${message}\n    at `)).toBe(true);
  expect(message.split('\n')).toEqual([
    'line.margin: expected 6.4, found 6.3',
    '',
    "run 1; repeat with { seed: 7, path: '0' }",
    'counterexample: [ { margin: 6.3 } ]',
  ]);
});

it('has the message of an error without a comparison, and a bounded counterexample', () => {
  const always = fc.property(fc.constant('x'.repeat(100_000)), () => {
    throw new Error('the parser crashed');
  });
  const { message } = propertyFailure(fc.check(always));
  expect(message).toMatch(/^the parser crashed\n/);
  expect(message.length).toBeLessThan(2200);
});
