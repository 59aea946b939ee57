import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../tools/stack/root.mjs';
import { must, run } from '../../lib/run.mjs';
import { type ComposeProject, composeProject } from '../support/alertmanager/compose-project.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { fromForeignPage, silenceEverything } from '../support/foreign-page.ts';
import { describeWith } from '../support/containers/images.ts';

const TEST_ALERT = join(ROOT, 'tools/test-alert/main.ts');

describeWith(['ALERTMANAGER_IMAGE', 'NODE_IMAGE'], 'notifications with .env and docker compose up', () => {
  let project: ComposeProject;
  let sink: HttpSink;

  beforeAll(async () => {
    sink = await startHttpSink();
    project = await composeProject(`hg612-notifications-${process.pid}`);
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  const logsOf = async (service: string): Promise<string> =>
    (await project.compose('logs', '--no-log-prefix', service)).stdout;
  const receivers = async (): Promise<string[]> => {
    const response = await fetch(`${await project.url()}/api/v2/receivers`, {
      signal: AbortSignal.timeout(60_000),
    });
    return ((await response.json()) as { name: string }[]).map(({ name }) => name);
  };
  const container = async (service: string): Promise<string> =>
    (await project.compose('ps', '--all', '--quiet', service)).stdout.trim();
  const testAlert = async () =>
    run(process.execPath, [TEST_ALERT], {
      timeoutMs: 60_000,
      env: { ALERTMANAGER_URL: await project.url() },
    });

  const settings = () => ({
    ALERT_WEBHOOK_URL: `${sink.url}/webhook/s3cr3t-in-env`,
    ALERT_SLACK_WEBHOOK_URL_FILE: 'slack',
    MODEM_PASSWORD: 's3cr3t-modem',
    TZ: 'Europe/London',
  });

  it('starts without a receiver and without the directory secrets/', async () => {
    const { ok, stderr } = await project.up({});
    expect(ok, stderr).toBe(true);
    expect(await logsOf('alertmanager-config')).toBe(
      'No notification receiver is configured: alerts appear only on the dashboards. See docs/notifications.md.\n' +
        'State of the line, and links to everything else: http://localhost:9612\n',
    );
    expect(await receivers()).toEqual(['none']);
    expect(await testAlert()).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('No notification receiver is configured') as string,
    });
  });

  it('reloads the running Alertmanager after a change of .env', async () => {
    // Only the receivers change: TZ, which would recreate the container, is set before.
    await project.up({ TZ: 'Europe/London' });
    const before = await container('alertmanager');
    await project.secret('slack', `${sink.url}/slack/s3cr3t-in-file\n`);
    const { ok, stderr } = await project.up(settings());
    expect(ok, stderr).toBe(true);
    expect(await logsOf('alertmanager-config')).toBe(
      'slack: warnings and critical alerts\n' +
        'webhook: warnings and critical alerts\n' +
        'State of the line, and links to everything else: http://localhost:9612\n' +
        'Links in messages lead to http://localhost:3000, which a phone cannot open: set GRAFANA_URL and EXPORTER_URL in ' +
        '.env to addresses that it can open, and BIND_ADDRESS to one of this machine. See docs/notifications.md.\n' +
        'Alertmanager reloaded its configuration.\n',
    );
    expect(await container('alertmanager')).toBe(before);

    expect(await testAlert()).toMatchObject({
      code: 0,
      stdout:
        'slack    ok: firing and resolved message accepted\n' +
        'webhook  ok: firing and resolved message accepted\n' +
        'Every receiver accepted the test message. Check that it arrived.\n',
    });
    expect(sink.to('/slack/s3cr3t-in-file')).toHaveLength(2);
    expect(sink.to('/webhook/s3cr3t-in-env')).toHaveLength(2);
  });

  it('reports which receiver rejected the test message', async () => {
    sink.answer('/slack/s3cr3t-in-file', 404);
    const { code, stdout } = await testAlert();
    sink.answer('/slack/s3cr3t-in-file', 200);
    expect(code).toBe(1);
    expect(stdout).toBe(
      'slack    failed: rejected by the receiver (check URL, token and chat ID) (1 attempt)\n' +
        'webhook  ok: firing and resolved message accepted\n' +
        '1 of 2 failed; see `docker compose logs alertmanager`.\n',
    );
  });

  it('shows secrets to Alertmanager only', async () => {
    const inspected = await must('docker', ['inspect', await container('alertmanager')], {
      timeoutMs: 60_000,
    });
    expect(inspected).not.toContain('s3cr3t');
    const generator = await must('docker', ['inspect', await container('alertmanager-config')], {
      timeoutMs: 60_000,
    });
    expect(generator).not.toContain('s3cr3t-modem');
    expect(generator).not.toContain('s3cr3t-in-file');
    for (const service of ['alertmanager', 'alertmanager-config']) {
      expect(await logsOf(service)).not.toContain('s3cr3t');
      // Nothing is written outside the volumes.
      const changes = await must('docker', ['diff', await container(service)], { timeoutMs: 60_000 });
      expect(
        changes
          .split('\n')
          .filter((line) => line.startsWith('A') && !/^A \/(?:run|alertmanager|etc)\b/.test(line)),
      ).toEqual([]);
    }
    expect((await project.compose('config')).stdout).not.toContain('s3cr3t-in-file');
  });

  it('lets a web page of any origin create silences while its port is published', async () => {
    const url = `${await project.url()}/api/v2/silences`;
    const silence = { method: 'POST', body: silenceEverything() } as const;
    expect(await fromForeignPage(url, { ...silence, contentType: 'text/plain' })).toMatchObject({
      status: 415,
    });
    expect(await fromForeignPage(url, { ...silence, contentType: 'application/json' })).toEqual({
      status: 200,
      readable: true,
    });
    const silences = (await (await fetch(url)).json()) as { id: string; createdBy: string }[];
    expect(silences.map(({ createdBy }) => createdBy)).toEqual(['a web page']);
    // The next tests send messages.
    for (const { id } of silences) {
      await fetch(url.replace(/silences$/, `silence/${id}`), { method: 'DELETE' });
    }
  });

  it('makes the generated files readable for Alertmanager’s user only', async () => {
    const list = 'find /etc/alertmanager/ -type f -exec ls -ln {} + ; ls -lnd /etc/alertmanager';
    const { stdout } = await project.compose('exec', 'alertmanager', 'sh', '-c', list);
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(line).toMatch(/^(?:-r--------|drwx------) +\d+ 65534 +65534 /);
    const everywhere = 'grep -rl s3cr3t /etc /alertmanager /tmp /var /run /root 2>/dev/null';
    const found = await project.compose('exec', 'alertmanager', 'sh', '-c', everywhere);
    expect(found.stdout).toContain('/secrets/slack_webhook_url');
    const paths = found.stdout.trim().split('\n');
    expect(paths.filter((path) => !path.startsWith('/etc/alertmanager/'))).toEqual([]);
  });

  it.each([
    {
      name: 'reports invalid settings',
      wrong: { ALERT_DISCORD_WEBHOOK_URL: 'discord.example/s3cr3t', ALERT_NTFY_MIN_SEVERITY: 'loud' },
      problems: [
        'ALERT_DISCORD_WEBHOOK_URL: expected a URL that begins with https:// or http://, found *** (22 characters)',
        'ALERT_NTFY_MIN_SEVERITY: expected info, warning or critical, found "loud"',
      ],
    },
    {
      name: 'reports a misspelt setting of any service',
      wrong: {
        ALERT_WEBHOK_URL: 'http://nas.lan',
        MODEM_TELENT: '192.168.1.1',
        PROMETEUS_PORT: '9091',
        // Settings of other software are left alone.
        PUID: '1000',
        COMPOSE_PROGRESS: 'plain',
      },
      problems: [
        'ALERT_WEBHOK_URL: unknown setting; did you mean ALERT_WEBHOOK_URL?',
        'MODEM_TELENT: unknown setting; did you mean MODEM_TELNET?',
        'PROMETEUS_PORT: unknown setting; did you mean PROMETHEUS_PORT?',
      ],
    },
    {
      name: 'reports an unreadable file',
      wrong: { ALERT_SLACK_WEBHOOK_URL_FILE: 'locked' },
      problems: [
        'ALERT_SLACK_WEBHOOK_URL_FILE: expected a readable file, found "locked" (permission denied for user 65534); run: sudo chown 65534 secrets/<file>',
      ],
    },
  ])('$name, fails to start and keeps the running configuration', async ({ wrong, problems }) => {
    await project.secret('locked', 'https://hooks.slack.example', false);
    const { ok, stderr } = await project.up({ ...settings(), ...wrong });
    expect(ok).toBe(false);
    expect(stderr).toContain('service "alertmanager-config" didn\'t complete successfully: exit 1');
    expect(await logsOf('alertmanager-config')).toBe(`${problems.join('\n')}\n`);
    expect(await receivers()).toEqual(['none', 'slack', 'webhook', 'slack-events', 'webhook-events']);
  });

  it('restarts with the same configuration', async () => {
    await project.compose('restart', 'alertmanager');
    const { ok, stderr } = await project.up(settings());
    expect(ok, stderr).toBe(true);
    expect(await receivers()).toContain('slack');
  });
});
