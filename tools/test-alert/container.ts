// The entry point in the exporter's image: bundled into one file, without a checkout around it.
import { testAlert } from './cli.ts';

process.exitCode = await testAlert(process.argv.slice(2), {
  checkout: undefined,
  command: 'hg612 test-alert',
  environment: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
