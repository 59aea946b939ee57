/**
 * Setup of the `property` project: how many inputs each property is tried with, and how a failure is reported.
 * PROPERTY_RUNS sets the number; `npm test` asks for many, `npm run test:fast` for few. PROPERTY_SEED makes the inputs
 * the same in every run; without it they are random.
 */
import * as fc from 'fast-check';
import { propertyFailure } from './property-failure.ts';

const FEW_RUNS = 25;

const report = (details: fc.RunDetails<unknown>): void => {
  if (details.failed) throw propertyFailure(details);
};

const seed = process.env['PROPERTY_SEED'];

fc.configureGlobal({
  ...(seed !== undefined && { seed: Number(seed) }),
  numRuns: Number(process.env['PROPERTY_RUNS'] ?? FEW_RUNS),
  reporter: report,
});
