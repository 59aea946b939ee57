import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { optionsOrExit, refuse } from '../lib/options.mjs';

const ROOT = path.join(import.meta.dirname, '..');

/** Service → program → entry point. */
const SERVICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  exporter: {
    main: 'exporter/src/main.ts',
    'config-worker': 'exporter/src/config-file/config-worker.ts',
    'bcrypt-worker': 'exporter/src/web-config/bcrypt-worker.ts',
    doctor: 'tools/doctor/container.ts',
    'test-alert': 'tools/test-alert/container.ts',
    report: 'tools/report/container.ts',
    'spectrum-page': 'exporter/src/spectrum-page/main.ts',
  },
  'mock-modem': { main: 'mock-modem/src/main.ts', history: 'mock-modem/src/history/main.ts' },
  alertmanager: { main: 'alertmanager/src/main.ts' },
};

const COMMAND = 'node scripts/bundle.ts';
const USAGE = `node scripts/bundle.ts <folder>

Bundles the programs of the images, each into one file. The Dockerfile calls it.

  <folder>     where to write <service>/dist/
  --help, -h   show this help`;

const [output] = optionsOrExit(COMMAND, USAGE, {}, 1).positionals;
if (output === undefined) refuse('Expected an output folder', COMMAND);
await Promise.all(Object.keys(SERVICES).map((service) => bundle(service, output)));

/** Bundles the programs of a service into `dist/`, as deep as `src/`: relative paths to its files stay valid. */
async function bundle(service: string, folder: string): Promise<void> {
  const outdir = path.resolve(folder, service, 'dist');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { ...SERVICES[service] },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // CommonJS packages call require() for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    // Without comments and spaces the exporter takes 4 MiB less, and 5 MiB more while all is ASCII, because V8 then keeps
    // one byte per character. Names stay, for readable stack traces, and lines are short, because Node prints the whole
    // line of an uncaught error.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 120,
    // Node reads the maps only with --enable-source-maps.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none', // LICENSES.txt has the whole texts.
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(path.join(outdir, 'LICENSES.txt'), await licencesOf(metafile));
}

/** The licence texts of every package that the bundles of a service contain code of. */
async function licencesOf({ inputs }: Metafile): Promise<string> {
  const packages = new Set(
    Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  const texts = await Promise.all([...packages].toSorted().map(licenceOf));
  return texts.join('\n');
}

async function licenceOf(folder: string): Promise<string> {
  const directory = path.join(ROOT, folder);
  // Some packages have a folder of licences of code that they contain.
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(path.join(folder, 'node_modules')))
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
  const { name, version, license } = JSON.parse(
    await readFile(path.join(directory, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string };
  const names = files.filter((file) => /^(?:licen[cs]es?\/)?(?:licen[cs]e|copying|notice)[^/]*$/i.test(file));
  const texts = await Promise.all(names.map((file) => readFile(path.join(directory, file), 'utf8')));
  return `== ${name} ${version}: ${license ?? 'no licence stated'}\n\n${texts.join('\n')}`;
}
