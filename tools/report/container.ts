import { nonEmpty } from '../stack/settings.mjs';
import { report } from './cli.ts';
import { processSurroundings } from './process.ts';

process.exitCode = await report(process.argv.slice(2), {
  ...processSurroundings(),
  place: 'container',
  command: 'hg612 report',
  settings: nonEmpty(process.env),
});
