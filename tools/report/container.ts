import { nonEmpty } from '../stack/settings.mjs';
import { report } from './cli.ts';
import { processContext } from './process.ts';

process.exitCode = await report(process.argv.slice(2), {
  ...processContext(),
  place: 'container',
  command: 'hg612 report',
  settings: nonEmpty(process.env),
});
