import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../lib/run.mjs';
import { describeWith } from '../support/containers/images.ts';
import { cases, ENVIRONMENT, refused } from '../support/env-file-cases.ts';

// What tools/stack/env-file.test.ts expects of the project's own reader.
describeWith([], 'Docker Compose', () => {
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
    'reads $file as the tools do',
    ({ value, index }) => {
      expect(values[index]).toBe(value);
    },
  );

  it.each(refused)('refuses $file as the tools do', async ({ file }) => {
    await writeFile(join(folder, '.env'), file);
    expect((await config()).ok).toBe(false);
  });
});
