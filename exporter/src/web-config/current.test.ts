import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebConfigFolder, PASSWORDS, type WebConfigFolder } from '../../../test/support/web-config.ts';
import { type Fingerprint, openWebConfig } from './current.ts';
import { startStopwatch } from '../../../test/support/stopwatch.ts';

const CERTIFICATE = 'tls_server_config: { cert_file: server.pem, key_file: server.key }\n';
const USERS = `basic_auth_users: { alice: ${PASSWORDS.alice.hash} }\n`;

let folder: WebConfigFolder;
let lines: { msg: string; problems?: string[] }[];
beforeEach(async () => {
  folder = await createWebConfigFolder();
  lines = [];
});
afterEach(() => folder[Symbol.asyncDispose]());

/** A machine under load may take longer to read the files than a request waits for them. */
const PATIENT = { maxWaitMs: 25_000 };

const log = pino({ base: null }, { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
const open = async (text: string) => {
  await folder.write(text);
  return openWebConfig(folder.file, log, PATIENT);
};
const PREVIOUS = 'the web configuration has problems; the previous one stays in effect';

it('rejects with every problem of the file at the start', async () => {
  await expect(open('a: 1\nb: 2\n')).rejects.toMatchObject({
    name: 'WebConfigError',
    problems: [expect.stringContaining('web.yml:1:1: a:'), expect.stringContaining('web.yml:2:1: b:')],
  });
});

it('does not read unchanged files again', async () => {
  const web = await open(CERTIFICATE);
  const first = await web.get();
  expect(await web.get()).toBe(first);
  expect(lines).toEqual([]);
});

it('has a changed file at once', async () => {
  const web = await open('');
  expect((await web.get()).users.size).toBe(0);
  await folder.write(USERS);
  expect((await web.get()).users.size).toBe(1);
  expect(web.isUpToDate).toBe(true);
});

it('has a changed certificate at once', async () => {
  const web = await open(CERTIFICATE);
  await rename(join(folder.path, 'renewed.key'), join(folder.path, 'server.key'));
  // The certificate does not match its key yet.
  expect((await web.get()).tls?.context.cert).toBe(folder.pem['server.pem']);
  await rename(join(folder.path, 'renewed.pem'), join(folder.path, 'server.pem'));
  expect((await web.get()).tls?.context).toMatchObject({
    cert: folder.pem['renewed.pem'],
    key: folder.pem['renewed.key'],
  });
});

it('follows the symbolic links with which Kubernetes replaces the files of a secret', async () => {
  for (const [version, text] of [
    ['v1', ''],
    ['v2', USERS],
  ] as const) {
    await mkdir(join(folder.path, version));
    await writeFile(join(folder.path, version, 'web.yml'), text);
  }
  await symlink('v1', join(folder.path, '..data'));
  await symlink(join('..data', 'web.yml'), folder.file);
  const web = await openWebConfig(folder.file, log, PATIENT);
  expect((await web.get()).users.size).toBe(0);
  await symlink('v2', join(folder.path, '..data_tmp'));
  await rename(join(folder.path, '..data_tmp'), join(folder.path, '..data'));
  expect((await web.get()).users.size).toBe(1);
});

describe('keeps the previous configuration, and logs the problems once,', () => {
  it.each([
    {
      name: 'of an invalid file',
      text: 'unknown: 1\n',
      problem: ':1:1: unknown: unknown field; did you mean',
    },
    {
      name: 'of a missing certificate',
      text: CERTIFICATE.replace('server.pem', 'missing.pem'),
      problem: ':1:33: tls_server_config.cert_file: cannot read "missing.pem": no such file',
    },
    {
      name: 'of an expired certificate',
      text: CERTIFICATE.replaceAll('server.', 'expired.'),
      problem: ':1:33: tls_server_config.cert_file: the certificate CN=expired expired on',
    },
    {
      name: 'of a file without TLS',
      text: '',
      problem: ': TLS cannot be switched on or off without a restart',
    },
  ])('$name', async ({ text, problem }) => {
    const web = await open(CERTIFICATE);
    const first = await web.get();
    await folder.write(text);
    expect(await web.get()).toBe(first);
    expect(await web.get()).toBe(first);
    expect(web.isUpToDate).toBe(false);
    expect(lines).toEqual([
      expect.objectContaining({ msg: PREVIOUS, problems: [expect.stringContaining(`web.yml${problem}`)] }),
    ]);

    await folder.write(`${CERTIFICATE}${USERS}`);
    expect((await web.get()).users.size).toBe(1);
    expect(web.isUpToDate).toBe(true);
    expect(lines.at(-1)).toMatchObject({ msg: 'the web configuration has been read again' });
  });

  it('of a file that was removed', async () => {
    const web = await open(USERS);
    await rm(folder.file);
    expect((await web.get()).users.size).toBe(1);
    expect(lines).toMatchObject([
      { problems: [expect.stringContaining('cannot read the file: no such file')] },
    ]);
  });

  it('until a certificate that was missing is there', async () => {
    const web = await open(CERTIFICATE);
    await folder.write(CERTIFICATE.replace('server.', 'later.').replace('server.', 'later.'));
    await web.get();
    expect(web.isUpToDate).toBe(false);
    for (const extension of ['pem', 'key']) {
      await rename(join(folder.path, `renewed.${extension}`), join(folder.path, `later.${extension}`));
    }
    expect((await web.get()).tls?.context.cert).toBe(folder.pem['renewed.pem']);
    expect(web.isUpToDate).toBe(true);
  });
});

describe('while the files cannot be read', () => {
  const openWith = async (fingerprint: Fingerprint) => {
    await folder.write(USERS);
    return openWebConfig(folder.file, log, { fingerprint });
  };

  it('has the previous configuration when the file system does not respond', async () => {
    let responds = true;
    const web = await openWith(() => (responds ? Promise.resolve('') : new Promise(() => {})));
    responds = false;
    const elapsed = startStopwatch();
    expect((await web.get()).users.size).toBe(1);
    expect(elapsed().active).toBeLessThan(3000);
  });

  it('has the previous configuration after a defect, and logs that', async () => {
    let works = true;
    const web = await openWith(() => (works ? Promise.resolve('') : Promise.reject(new RangeError('bad'))));
    works = false;
    expect((await web.get()).users.size).toBe(1);
    expect(web.isUpToDate).toBe(false);
    expect(lines.at(-1)?.msg).toBe('the web configuration cannot be read; the previous one stays in effect');
  });
});
