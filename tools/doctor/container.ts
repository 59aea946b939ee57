// The entry point in the exporter's image: bundled into one file, without a checkout around it.
import { nonEmpty } from '../stack/settings.mjs';
import { doctor } from './cli.ts';

await doctor(process.argv.slice(2), {
  place: 'container',
  command: 'hg612 doctor',
  settings: nonEmpty(process.env),
  names: undefined,
  links: undefined,
  refused: [],
  warnings: [],
  envFileProblem: undefined,
  runInExporter: undefined,
  // Here GRAFANA_URL is the address for browsers, which this container need not be able to reach.
  environment: { ...process.env, GRAFANA_URL: undefined },
});
