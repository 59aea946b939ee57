import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { refusedSettings } from './refused.ts';

it.each([
  [{ MODEM_URL: 'http://192.168.1.1', PUID: '1000' }, [], []],
  [{ EXPORTER_PORT: '0' }, [/^EXPORTER_PORT: expected a port/], []],
  [{ GRAFANA_PORT: '9090' }, [/^GRAFANA_PORT: expected another port/], []],
  [{ BIND_ADDRESS: 'eth0' }, [/^BIND_ADDRESS: expected an IP address/], []],
  [{ BIND_ADDRESS: '192.0.2.1' }, [/^BIND_ADDRESS: 192\.0\.2\.1 is not an address of this machine/], []],
  [{ HISTORY_DAYS: '1000' }, [/^HISTORY_DAYS: expected a whole number of days/], []],
  [{ PROMETHEUS_RETENTION: '400' }, [/^PROMETHEUS_RETENTION: expected a duration/], []],
  [{ PROMETHEUS_RETENTION: '12h1d' }, [/^PROMETHEUS_RETENTION: expected a duration/], []],
  [{ PROMETHEUS_RETENTION_SIZE: '5G' }, [/^PROMETHEUS_RETENTION_SIZE: expected a size/], []],
  [{ PROMETHEUS_RETENTION: '1d12h', PROMETHEUS_RETENTION_SIZE: '1.5GB', HISTORY_DAYS: '0' }, [], []],
  [{ ALERT_NTFY_URL: 'ntfy.sh/x', TZ: 'Europe/Londn' }, [/^TZ: /, /^ALERT_NTFY_URL: /], []],
  [{ MODEM_TELENT: 'a' }, [], [/^MODEM_TELENT: unknown setting; did you mean MODEM_TELNET\?$/]],
  [
    { ALERT_NTFY_TOKEN_FILE: 'none', ALERT_NTFY_URL: 'https://n/x' },
    [/^ALERT_NTFY_TOKEN_FILE: .*no such file/],
    [],
  ],
] as [Record<string, string>, RegExp[], RegExp[]][])('%j', async (settings, values, names) => {
  const refused = await refusedSettings('/nonexistent', settings, Object.keys(settings));
  expect(refused).toEqual({
    values: values.map((line) => expect.stringMatching(line) as string),
    names: names.map((line) => expect.stringMatching(line) as string),
  });
});

it('ignores variables of the environment that are not settings of the stack', async () => {
  expect(await refusedSettings('/nonexistent', { MODEM_TELENT: 'a' }, ['MODEM_URL'])).toEqual({
    values: [],
    names: [],
  });
});

it('reads secrets from the directory in SECRETS_DIR', async () => {
  await using root = await temporaryFolder();
  await mkdir(join(root.path, 'elsewhere'));
  await writeFile(join(root.path, 'elsewhere/topic'), 'https://ntfy.example/x');
  const settings = { ALERT_NTFY_URL_FILE: 'topic', SECRETS_DIR: './elsewhere' };
  expect((await refusedSettings(root.path, settings, Object.keys(settings))).values).toEqual([]);
});

const root = process.getuid?.() === 0;

it.skipIf(!root)(
  `passes a secret that only the user in the container may read${root ? '' : ' [skipped: only root can give files away]'}`,
  async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'secrets'));
    await chmod(folder.path, 0o755);
    for (const [name, owner] of [
      ['own', 65_534],
      ['foreign', 4321],
    ] as const) {
      const file = join(folder.path, 'secrets', name);
      await writeFile(file, 'https://hooks.slack.example/x', { mode: 0o400 });
      await chown(file, owner, owner);
    }
    const refusedFor = async (file: string) => {
      const settings = { ALERT_SLACK_WEBHOOK_URL_FILE: file };
      process.seteuid!(1000);
      try {
        return (await refusedSettings(folder.path, settings, Object.keys(settings))).values;
      } finally {
        process.seteuid!(0);
      }
    };
    expect(await refusedFor('own')).toEqual([]);
    expect(await refusedFor('foreign')).toEqual([
      expect.stringMatching(/^ALERT_SLACK.* \(permission denied/),
    ]);
  },
);
