import { inExporterOf } from '../stack/in-exporter.ts';
import { ROOT } from '../stack/root.mjs';
import { testAlert } from './cli.ts';

process.exitCode = await testAlert(process.argv.slice(2), {
  checkout: { root: ROOT, runInExporter: inExporterOf(ROOT) },
  command: 'npm run test-alert --',
  environment: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
