import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../lib/run.mjs';
import { EnvFileError, parseEnvFile } from './env-file.mjs';

const ENVIRONMENT = { IN_SHELL: 'shell', EMPTY_IN_SHELL: '' };

/** `T` is the value under test; `undefined`: the file does not set it. */
const cases: { file: string; value: string | undefined }[] = [
  { file: 'T=plain', value: 'plain' },
  { file: 'T = spaced out  ', value: 'spaced out' },
  { file: ' T=indented', value: 'indented' },
  { file: 'export T=exported', value: 'exported' },
  { file: 'T: colon', value: 'colon' },
  { file: '\uFEFFT=byte order mark', value: 'byte order mark' },
  { file: 'T=a\r\nU=b\r\n', value: 'a' },
  { file: 'T=1\nT=2', value: '2' },
  { file: '# T=1\n\n  # T=2\nT=3', value: '3' },
  { file: 'T', value: undefined },
  { file: 'T\nU=1', value: undefined },
  { file: 'U.x-y=1\nT=dotted', value: 'dotted' },
  { file: 'T=', value: '' },
  { file: 'T=\nU=1', value: '' },
  { file: 'T=""', value: '' },
  { file: 'T=a=b=c', value: 'a=b=c' },
  { file: 'T=value # comment', value: 'value' },
  { file: 'T=value#kept', value: 'value#kept' },
  { file: 'T=#kept', value: '#kept' },
  { file: 'T=a\t#kept', value: 'a\t#kept' },
  { file: 'T=http://u:p@h:1/?a=b#top', value: 'http://u:p@h:1/?a=b#top' },
  { file: `T='$IN_SHELL \${X} "q" # c'`, value: '$IN_SHELL ${X} "q" # c' },
  { file: String.raw`T='it\'s\n'`, value: String.raw`it's\n` },
  { file: "T='quoted' # comment", value: 'quoted' },
  { file: "T='a'b\nU=1", value: 'a' },
  { file: 'T="two\nlines"', value: 'two\nlines' },
  { file: String.raw`T="a\tb\nc \"q\" \\ \x \$IN_SHELL"`, value: 'a\tb\nc "q" \\ \\x $IN_SHELL' },
  { file: String.raw`T="\\$IN_SHELL"`, value: String.raw`\shell` },
  { file: String.raw`T=a\nb\$IN_SHELL`, value: String.raw`a\nb\shell` },
  { file: 'T=a "b" c', value: 'a "b" c' },
  { file: 'U=u\nT=$U/${U}/$IN_SHELL/${IN_SHELL}', value: 'u/u/shell/shell' },
  { file: 'IN_SHELL=file\nT=$IN_SHELL', value: 'shell' },
  { file: 'T=a$b$c', value: 'a' },
  { file: 'T=pa$$word$', value: 'pa$word$' },
  { file: 'T="$$x"', value: '$x' },
  { file: 'T=a$1b$(c)$ {d}', value: 'a$1b$(c)$ {d}' },
  { file: 'T=${X-a}/${X:-b}/${EMPTY_IN_SHELL-c}/${EMPTY_IN_SHELL:-d}', value: 'a/b//d' },
  {
    file: 'T=${IN_SHELL+a}/${IN_SHELL:+b}/${EMPTY_IN_SHELL+c}/${EMPTY_IN_SHELL:+d}/${X+e}',
    value: 'a/b/c//',
  },
  { file: 'T=${X:-${Y:-$IN_SHELL}}', value: 'shell' },
  { file: 'T=${X:-two words}', value: 'two words' },
  { file: 'T="${X:-a}b"', value: 'ab' },
  { file: 'T=${IN_SHELL:?no}', value: 'shell' },
];

const refused = [
  { file: "T='a", message: '.env, line 1: T: the closing quote is missing' },
  { file: 'U=1\n\nT="a', message: '.env, line 3: T: the closing quote is missing' },
  { file: 'T X=1', message: '.env, line 1: expected NAME=value, found "T X=1"' },
  { file: '?=1', message: '.env, line 1: expected NAME=value, found "?=1"' },
  { file: 'T=${X', message: '.env, line 1: T: invalid interpolation: the closing brace is missing' },
  {
    file: 'T=${}',
    message: '.env, line 1: T: invalid interpolation: ${}; use single quotes or $$ for a literal $',
  },
  { file: 'T=${X:?set it}', message: '.env, line 1: T: X is required: set it' },
];

describe('parseEnvFile', () => {
  it.each(cases)('reads $file', ({ file, value }) => {
    expect(parseEnvFile(file, ENVIRONMENT)['T']).toBe(value);
  });

  it.each(refused)('refuses $file', ({ file, message }) => {
    expect(() => parseEnvFile(file, ENVIRONMENT)).toThrow(new EnvFileError(message));
  });
});

const compose = await run('docker', ['compose', 'version'], { timeoutMs: 10_000 });

describe.skipIf(!compose.ok)('Docker Compose (skipped where it is not installed)', () => {
  let folder: string;
  /** By case: what `env_file` gives a service, read by the same rules as `.env`. Hundreds of runs would be slow. */
  let values: (string | undefined)[];

  const config = async () =>
    run('docker', ['compose', 'config', '--format', 'json'], {
      cwd: folder,
      timeoutMs: 20_000,
      env: { ...ENVIRONMENT, T: undefined },
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'env-file-'));
    const services = await Promise.all(
      cases.map(async ({ file }, index) => {
        await writeFile(join(folder, `${index}.env`), file);
        return [`s${index}`, { image: 'x', env_file: [`${index}.env`] }] as const;
      }),
    );
    await writeFile(join(folder, 'compose.yml'), JSON.stringify({ services: Object.fromEntries(services) }));
    const found = JSON.parse((await config()).stdout) as {
      services: Record<string, { environment?: Record<string, string | null> }>;
    };
    // The output of `config` escapes $ as $$.
    values = cases.map((_, index) => found.services[`s${index}`]?.environment?.['T']?.replaceAll('$$', '$'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(cases.map(({ file, value }, index) => ({ file, value, index })))(
    'reads $file in the same way',
    ({ value, index }) => {
      expect(values[index]).toBe(value);
    },
  );

  it.each(refused)('refuses $file too', async ({ file }) => {
    await writeFile(join(folder, '.env'), file);
    expect((await config()).ok).toBe(false);
  });
});
