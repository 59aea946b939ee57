import { existsSync } from 'node:fs';
import { AlertmanagerError, createApi } from './alertmanager.ts';
import { report } from './report.ts';
import { sendTestAlert } from './send.ts';

// Where the stack's own settings put Alertmanager; what the shell says comes first.
if (existsSync('.env')) process.loadEnvFile('.env');
const port = process.env['ALERTMANAGER_PORT'] || '9093';
const url = (process.env['ALERTMANAGER_URL'] || `http://localhost:${port}`).replace(/\/+$/, '');
const run = new Date().toISOString();

try {
  const { lines, exitCode } = report(await sendTestAlert(createApi(url), run));
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.exitCode = exitCode;
} catch (error) {
  if (!(error instanceof AlertmanagerError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.stderr.write('Is the stack up (docker compose ps)? ALERTMANAGER_URL names another Alertmanager.\n');
  process.exitCode = 2;
}
