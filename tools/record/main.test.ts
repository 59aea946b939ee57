import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { loadRecording } from '../../mock-modem/src/recordings/load.ts';
import { filesOf } from '../../test/support/recorder.ts';
import { freePort } from '../../test/support/free-port.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Starts the recorder as a process, from a folder. */
function start(folder: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    // Overrides a .env in this checkout.
    env: {
      PATH: process.env['PATH'],
      INIT_CWD: folder,
      MODEM_URL: '',
      MODEM_TELNET: '',
      MODEM_PASSWORD_FILE: '',
      MODEM_PASSWORD: '',
      MODEM_USERNAME: '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, exit: once(child, 'exit'), stdout: text(child.stdout), stderr: text(child.stderr) };
}

it('records, prints a summary, and exits with 0', async () => {
  await using folder = await temporaryFolder();
  await using mock = await createMockModem({ recording: 'source-document' });
  const args = [
    mock.url,
    '--telnet',
    mock.telnet,
    '--for',
    '2s',
    '--every',
    '1s',
    '--out',
    'mine',
    '--title',
    'My line',
  ];
  const { exit, stdout, stderr } = start(folder.path, args);
  expect(await stderr).toBe('');
  expect(await exit).toEqual([0, null]);
  const out = join(folder.path, 'mine');
  const lines = (await stdout).replaceAll(/\d+ frames?.*?KiB/g, '…').split('\n');
  expect(lines).toEqual([
    `Recording ${mock.url}/html/status/xdslStatus.asp and telnet ${mock.telnet} for 2s, every 1s. Ctrl-C ends the recording and keeps the frames so far.`,
    'Note: the exporter cannot read xdslcmd info --Bits, xdslcmd info --SNR, xdslcmd info --QLN, xdslcmd info --Hlog: ' +
      'xdslcmd info --Bits: expected a table that begins with "Tone number", ' +
      'found "xdslcmd: invalid arguments: info --Bits"',
    '0s of 2s: 1 frame | line up, 42.0 / 8.9 Mbit/s',
    `Recorded: ${out} (…).`,
    'Nothing had to be masked.',
    'Check the files before you share them: the recorder masks only what it recognises.',
    `Replay it:  RECORDING=${out} npm run demo`,
    'Share it:   docs/recording.md',
    '',
  ]);
  const recording = await loadRecording(out);
  expect(recording.title).toBe('My line');
  expect(recording.frames.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(2, 5);
  expect(mock.stats().http.maxConcurrent).toBe(1);
  expect(mock.stats().telnet).toMatchObject({ maxConcurrent: 1, refused: 0, open: 0 });
  await using again = await createMockModem({ recording: out });
  expect(await (await fetch(`${again.url}/html/status/xdslStatus.asp`)).text()).toContain('"42044"');
});

it.each(['SIGINT', 'SIGTERM'] as const)('keeps the frames so far on %s, and logs out', async (signal) => {
  await using folder = await temporaryFolder();
  await using mock = await createMockModem({ recording: 'source-document' });
  const { child, exit, stdout } = start(folder.path, [
    mock.url,
    '--telnet',
    mock.telnet,
    '--every',
    '1s',
    '--out',
    'mine',
  ]);
  await expect
    .poll(() => existsSync(join(folder.path, 'mine/recording.yaml')), { timeout: 25_000 })
    .toBe(true);
  child.kill(signal);
  expect(await exit).toEqual([0, null]);
  expect(await stdout).toContain(`Stopped early; recorded: ${folder.path}/mine (`);
  expect((await loadRecording(join(folder.path, 'mine'))).frames.length).toBeGreaterThan(0);
  await expect.poll(() => mock.stats().telnet.open).toBe(0);
});

it('reports a wrong address, and leaves no folder behind', async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  const { exit, stderr } = start(folder.path, [`127.0.0.1:${port}`, '--out', 'mine']);
  expect(await stderr).toMatch(
    new RegExp(`^http://127\\.0\\.0\\.1:${port}/html/status/xdslStatus\\.asp: .*ECONNREFUSED.*\\n.+\\n$`),
  );
  expect(await exit).toEqual([1, null]);
  expect(await filesOf(folder.path)).toEqual({});
});

it('reports a wrong password without printing it', async () => {
  await using folder = await temporaryFolder();
  await using mock = await createMockModem({ recording: 'source-document' });
  const { exit, stdout, stderr } = start(folder.path, [mock.url, '--telnet', mock.telnet, '--out', 'mine'], {
    MODEM_PASSWORD: 'tr0ub4dor',
  });
  expect(await stderr).toMatch(/MODEM_USERNAME and MODEM_PASSWORD \(or MODEM_PASSWORD_FILE\)/);
  expect((await stderr) + (await stdout)).not.toContain('tr0ub4dor');
  expect(await exit).toEqual([1, null]);
  expect(await filesOf(folder.path)).toEqual({});
  expect(mock.stats().telnet.wrongPasswords).toBe(1);
});

it('does not write to an existing folder, and does not read the modem', async () => {
  await using folder = await temporaryFolder();
  await using mock = await createMockModem({ recording: 'source-document' });
  mkdirSync(join(folder.path, 'mine'));
  const { exit, stderr } = start(folder.path, [mock.url, '--out', 'mine']);
  expect(await stderr).toBe(
    `cannot write ${folder.path}/mine: already exists; choose another name with --out, or remove it\n`,
  );
  expect(await exit).toEqual([1, null]);
  expect(existsSync(join(folder.path, 'mine'))).toBe(true);
  expect(mock.stats().http.requests).toBe(0);
});

it('prints the usage, and refuses invalid options', async () => {
  const help = start('.', ['--help']);
  expect(await help.stdout).toMatch(/^npm run record -- <modem> \[options\]\n/);
  expect(await help.exit).toEqual([0, null]);
  const wrong = start('.', ['--for', 'ever']);
  expect(await wrong.stderr).toBe(
    'expected the address of a modem, such as 192.168.1.1; MODEM_URL is not set in .env either\n' +
      '--for: expected a time of at least 1s, such as 30s or 10m, found "ever"\n' +
      'For help: npm run record -- --help\n',
  );
  expect(await wrong.exit).toEqual([2, null]);
});

it('continues if the reader of its output stops', async () => {
  await using folder = await temporaryFolder();
  await using mock = await createMockModem({ recording: 'source-document' });
  const args = [mock.url, '--for', '2s', '--every', '1s', '--out', 'mine'];
  const { child, exit, stdout, stderr } = start(folder.path, args);
  stdout.catch(() => undefined);
  child.stdout.destroy();
  expect(await stderr).toBe('');
  expect(await exit).toEqual([0, null]);
  expect(await loadRecording(join(folder.path, 'mine'))).toMatchObject({ frames: [{ seconds: 2 }] });
});
