import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvFileError, parseEnvFile } from '../stack/env-file.mjs';
import { inExporterOf } from '../stack/in-exporter.ts';
import { addressOfThisMachine, linksOf } from '../stack/links.mjs';
import { ROOT } from '../stack/root.mjs';
import { envFileWarnings, nonEmpty, readAllSettings, readEnvFile } from '../stack/settings.mjs';
import type { SettingNames } from './check.ts';
import { doctor } from './cli.ts';
import { type Refused, refusedSettings } from './refused.ts';
import { namesIn } from './setting-names.ts';

const { env } = process;
let all: Record<string, string | undefined> = env;
let names: SettingNames | undefined;
let envFileProblem: string | undefined;
let refused: Refused = { values: [], names: [] };
try {
  all = await readAllSettings(ROOT, env);
  const used = Object.keys(parseEnvFile(readEnvFile(ROOT), env));
  const known = ['.env.example', 'docker-compose.yml'].flatMap((file) =>
    namesIn(readFileSync(join(ROOT, file), 'utf8')),
  );
  refused = await refusedSettings(ROOT, nonEmpty(all), [...used, ...known]);
  names = { used, known, refused: refused.names };
} catch (error) {
  if (!(error instanceof EnvFileError)) throw error;
  envFileProblem = error.message;
}

await doctor(process.argv.slice(2), {
  place: 'host',
  command: 'npm run doctor --',
  settings: nonEmpty(all),
  names,
  refused: refused.values,
  links: linksOf(all, await addressOfThisMachine()),
  warnings: envFileWarnings(ROOT, env),
  envFileProblem,
  runInExporter: inExporterOf(ROOT),
  environment: env,
});
