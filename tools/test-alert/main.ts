import { ROOT } from '../stack/root.mjs';
import { testAlert } from './cli.ts';

process.exitCode = await testAlert(process.argv.slice(2), {
  root: ROOT,
  environment: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
