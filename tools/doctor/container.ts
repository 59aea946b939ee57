// The entry point in the exporter's image: bundled into one file, without a checkout around it.
import { nonEmpty } from '../stack/settings.mjs';
import { doctor } from './cli.ts';

await doctor(process.argv.slice(2), {
  place: 'container',
  command: 'hg612 doctor',
  settings: nonEmpty(process.env),
  names: undefined,
  refused: [],
  warnings: [],
  envFileProblem: undefined,
  environment: process.env,
});
