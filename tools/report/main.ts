import { EnvFileError } from '../stack/env-file.mjs';
import { ROOT } from '../stack/root.mjs';
import { envFileWarnings, readSettings } from '../stack/settings.mjs';
import { report } from './cli.ts';
import { processContext } from './process.ts';

try {
  for (const warning of envFileWarnings(ROOT, process.env)) process.stderr.write(`Warning: ${warning}\n`);
  process.exitCode = await report(process.argv.slice(2), {
    ...processContext(),
    place: 'host',
    command: 'npm run report --',
    settings: await readSettings(ROOT, process.env),
  });
} catch (error) {
  if (!(error instanceof EnvFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
