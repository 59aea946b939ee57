import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeServer, nowhere } from '../../test/support/fake-server.ts';
import type { RunResult } from '../../lib/run.mjs';
import { RequestError } from '../../lib/http.ts';
import { ROOT } from '../stack/root.mjs';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { type AlertmanagerApi, createApi, type PostableAlert } from './alertmanager.ts';
import { testAlert } from './cli.ts';
import { outcomeSince, parseCounters } from './counters.ts';
import { report } from './report.ts';
import { sendTestAlert, TEST_MESSAGE_URL } from './send.ts';

interface Totals {
  requests: number;
  failed?: number;
  givenUp?: number;
}

const exposition = (receivers: Record<string, Totals>): string =>
  Object.entries(receivers)
    .flatMap(([name, { requests, failed = 0, givenUp = 0 }]) => [
      '# TYPE alertmanager_notification_requests_total counter',
      `alertmanager_notification_requests_total{integration="webhook",receiver_name="${name}"} ${requests}`,
      `alertmanager_notification_requests_failed_total{integration="webhook",receiver_name="${name}"} ${failed}`,
      `alertmanager_notifications_failed_total{integration="webhook",receiver_name="${name}",reason="clientError"} ${givenUp}`,
      `alertmanager_notifications_failed_total{integration="webhook",receiver_name="${name}",reason="other"} 0`,
    ])
    .join('\n');

describe('parseCounters', () => {
  it('groups the counters by receiver', () => {
    expect(parseCounters(exposition({ ntfy: { requests: 3, failed: 2, givenUp: 1 } })).get('ntfy')).toEqual({
      requests: 3,
      failedRequests: 2,
      failures: { clientError: 1, other: 0 },
    });
  });

  it('returns nothing if the metrics have no receiver names', () => {
    const metrics = 'alertmanager_notification_requests_total{integration="webhook"} 3';
    expect(parseCounters(metrics).size).toBe(0);
  });

  it.each([
    { now: { requests: 5 }, outcome: { kind: 'pending', attempts: 0 } },
    { now: { requests: 6 }, outcome: { kind: 'accepted' } },
    { now: { requests: 6, failed: 1 }, outcome: { kind: 'pending', attempts: 1 } },
    { now: { requests: 7, failed: 1 }, outcome: { kind: 'accepted' } },
    {
      now: { requests: 6, failed: 1, givenUp: 1 },
      outcome: { kind: 'failed', attempts: 1, reason: 'clientError' },
    },
  ])('$now after 5 requests: $outcome.kind', ({ now, outcome }) => {
    const before = parseCounters(exposition({ ntfy: { requests: 5 } }));
    expect(outcomeSince(before.get('ntfy'), parseCounters(exposition({ ntfy: now })).get('ntfy'))).toEqual(
      outcome,
    );
  });
});

type Behaviour = 'accepts' | 'rejects' | 'hangs' | 'accepts only firing';

/** An Alertmanager whose receivers treat every message in the given way. */
function fakeAlertmanager(receivers: Record<string, Behaviour>) {
  const totals = Object.fromEntries(
    Object.keys(receivers).map((name): [string, Totals] => [name, { requests: 10, failed: 1 }]),
  );
  const posted: PostableAlert[] = [];
  const api: AlertmanagerApi = {
    metrics: async () => exposition(totals),
    async post(alert) {
      posted.push(alert);
      if (posted.length > 2) return;
      for (const [name, behaviour] of Object.entries(receivers)) {
        const { requests, failed = 0, givenUp = 0 } = totals[name] ?? { requests: 0 };
        if (behaviour === 'accepts' || (behaviour === 'accepts only firing' && posted.length === 1)) {
          totals[name] = { requests: requests + 1, failed, givenUp };
        } else if (behaviour === 'rejects') {
          totals[name] = { requests: requests + 1, failed: failed + 1, givenUp: givenUp + 1 };
        }
      }
    },
    findRouting: async () => ({ receivers: Object.keys(receivers), silencedBy: [] }),
  };
  return { api, posted };
}

const timeouts = { firingMs: 60, resolvedMs: 60, pollMs: 5 };

describe('sendTestAlert', () => {
  it('links to a heading of the documentation', async () => {
    const [, file = '', anchor = ''] = /\/blob\/main\/(.*)#(.*)$/.exec(TEST_MESSAGE_URL) ?? [];
    const headings = (await readFile(join(ROOT, file), 'utf8')).matchAll(/^#+ (.*)$/gm);
    const anchors = Array.from(headings, ([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
    expect(anchors).toContain(anchor);
  });

  it('sends an alert that is marked as a test, expires, and is resolved', async () => {
    const { api, posted } = fakeAlertmanager({ ntfy: 'accepts' });
    await sendTestAlert(api, 'run-1', timeouts);
    expect(posted[0]).toMatchObject({
      labels: { alertname: 'HG612TestMessage', run: 'run-1' },
      annotations: { summary: 'TEST: this is only a test', runbook_url: TEST_MESSAGE_URL },
    });
    expect(Date.parse(posted[0]?.endsAt ?? '')).toBeGreaterThan(Date.now() + 60_000);
    expect(Date.parse(posted[1]?.endsAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('reports the result of each receiver', async () => {
    const { api } = fakeAlertmanager({
      email: 'accepts',
      discord: 'rejects',
      slack: 'hangs',
      telegram: 'accepts only firing',
    });
    const causes = new Map([
      ['discord', 'status 404'],
      ['email', 'of an attempt before the successful one'],
    ]);
    expect(report(await sendTestAlert(api, 'run-1', timeouts), causes)).toEqual({
      lines: [
        'email     ok: firing and resolved message accepted',
        'discord   failed: rejected by the receiver (check URL, token and chat ID) (1 attempt): status 404',
        'slack     failed: timed out waiting for a response',
        'telegram  failed: firing message accepted, resolved message: timed out waiting for a response',
        '3 of 4 failed; see `docker compose logs alertmanager`.',
      ],
      exitCode: 1,
    });
  });

  it('succeeds if every receiver accepted both messages', async () => {
    const { api } = fakeAlertmanager({ email: 'accepts' });
    expect(report(await sendTestAlert(api, 'run-1', timeouts))).toEqual({
      lines: [
        'email  ok: firing and resolved message accepted',
        'Every receiver accepted the test message. Check that it arrived.',
      ],
      exitCode: 0,
    });
  });

  it.each<{ name: string; change: Partial<AlertmanagerApi>; line: string }>([
    {
      name: 'no receiver is configured',
      change: { findRouting: async () => ({ receivers: ['none'], silencedBy: [] }) },
      line: 'No notification receiver is configured. Set one in .env (docs/notifications.md), then run `npm start` or `docker compose up -d --wait`.',
    },
    {
      name: 'Alertmanager never lists the alert',
      change: { findRouting: async () => undefined },
      line: 'Alertmanager accepted the test message and no longer has it; see `docker compose logs alertmanager`.',
    },
    {
      name: 'a silence suppresses the alert',
      change: { findRouting: async () => ({ receivers: ['email'], silencedBy: ['id'] }) },
      line: 'A silence in Alertmanager suppresses the test message. Expire it, then try again.',
    },
    {
      name: 'the metrics have no receiver names',
      change: { metrics: async () => 'alertmanager_notification_requests_total{integration="email"} 3' },
      line: 'The message was sent, but its result is unknown: Alertmanager runs without --enable-feature=receiver-name-in-metrics (docker-compose.yml sets it).',
    },
  ])('reports that $name', async ({ change, line }) => {
    const { api, posted } = fakeAlertmanager({ email: 'accepts' });
    const result = await sendTestAlert({ ...api, ...change }, 'run-1', timeouts);
    expect(report(result)).toEqual({ lines: [line], exitCode: 2 });
    expect(Date.parse(posted.at(-1)?.endsAt ?? '')).toBeLessThanOrEqual(Date.now());
  });
});

it('rejects with the reason if no Alertmanager responds', async () => {
  const url = await nowhere();
  await expect(createApi(url).metrics()).rejects.toThrow(
    new RequestError(`${url}: connection refused (ECONNREFUSED)`, { unreachable: true }),
  );
});

describe('npm run test-alert', () => {
  /** Runs the program in a project directory with this `.env`. */
  async function run(
    args: string[],
    dotEnv = '',
    environment: Record<string, string> = {},
    inExporter: Partial<RunResult> = { code: 127, stderr: 'not called' },
  ) {
    await using root = await temporaryFolder();
    await writeFile(join(root.path, '.env'), dotEnv);
    let [stdout, stderr] = ['', ''];
    const commands: (readonly string[])[] = [];
    const runInExporter = async (command: readonly string[]) => {
      commands.push(command);
      return { ok: false, code: 0, timedOut: false, stdout: '', stderr: '', ...inExporter };
    };
    const exitCode = await testAlert(args, {
      checkout: { root: root.path, runInExporter },
      command: 'npm run test-alert --',
      environment: { PATH: '/nonexistent', ...environment },
      out: (text) => (stdout += text),
      err: (text) => (stderr += text),
    });
    return { exitCode, stdout, stderr, commands };
  }

  /** An Alertmanager without receivers. */
  const alertmanager = () =>
    fakeServer({
      '/metrics': '',
      '/api/v2/alerts': [{ receivers: [{ name: 'none' }], status: { silencedBy: [] } }],
    });

  it('uses BIND_ADDRESS and ALERTMANAGER_PORT, not the link in messages', async () => {
    await using server = await alertmanager();
    const { port } = new URL(server.url);
    const link = await nowhere();
    const { exitCode, stdout, stderr } = await run(
      [],
      `BIND_ADDRESS=127.0.0.1\nALERTMANAGER_PORT=${port}\nALERTMANAGER_URL=${link}\n`,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^No notification receiver is configured\./);
    expect(exitCode).toBe(2);
    expect(server.requests.map(({ path }) => path)).toContain('/metrics');
  });

  it.each([
    [
      '',
      /\nLinks in messages lead to http:\/\/127\.0\.0\.1:9612\. A phone cannot open these links\. Set EXPORTER_URL, ALERT/,
    ],
    ['GRAFANA_URL=https://nas.lan/grafana\n', /arrived\.\n$/],
  ])('with %j, says whether a phone can open the links', async (dotEnv, expected) => {
    let sent = 0;
    const counter = () =>
      `alertmanager_notification_requests_total{integration="webhook",receiver_name="ntfy"} ${sent}\n`;
    await using server = await fakeServer({
      '/metrics': () => {
        sent += 1;
        return counter();
      },
      '/api/v2/alerts': [{ receivers: [{ name: 'ntfy' }], status: { silencedBy: [] } }],
    });
    const { port } = new URL(server.url);
    const { exitCode, stdout } = await run(
      [],
      `ALERTMANAGER_PORT=${port}\nBIND_ADDRESS=127.0.0.1\n${dotEnv}`,
    );
    expect(stdout).toMatch(/^ntfy {2}ok: /);
    expect(stdout).toMatch(expected);
    expect(exitCode).toBe(0);
  });

  it('uses ALERTMANAGER_URL from the environment', async () => {
    await using server = await alertmanager();
    const { port } = new URL(await nowhere());
    await run([], `ALERTMANAGER_PORT=${port}\n`, { ALERTMANAGER_URL: `${server.url}/` });
    expect(server.requests.map(({ path }) => path)).toContain('/metrics');
  });

  const accepted = { kind: 'accepted' };
  const rejected = { kind: 'failed', attempts: 1, reason: 'clientError' };
  it.each<[object, exitCode: number, stdout: RegExp]>([
    [
      { kind: 'sent', deliveries: [{ receiver: 'ntfy', firing: accepted, resolved: accepted }] },
      0,
      /^ntfy {2}ok: .*\n.*arrived\.\nLinks in messages lead to http:\/\/localhost:9612\./,
    ],
    [
      { kind: 'sent', deliveries: [{ receiver: 'ntfy', firing: rejected }] },
      1,
      /^ntfy {2}failed: rejected by the receiver .*\n1 of 1 failed/,
    ],
    [{ kind: 'no-receiver' }, 2, /^No notification receiver is configured/],
  ])(
    "sends from the exporter's container if the port is not published: %j, status %d",
    async (result, exitCode, stdout) => {
      const json = `${JSON.stringify({ run: 'r', result })}\n`;
      const link = await nowhere();
      const ran = await run([], `ALERTMANAGER_URL=${link}\n`, {}, { code: exitCode, stdout: json });
      expect(ran).toMatchObject({ exitCode, stderr: '', commands: [['test-alert', '--json']] });
      expect(ran.stdout).toMatch(stdout);
    },
  );

  it('reports that the container cannot reach Alertmanager', async () => {
    const stderr = 'http://alertmanager:9093: address not found\nIs the stack running?\n';
    expect(await run([], '', {}, { code: 2, stderr })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^http:\/\/alertmanager:9093: address not found\nIs the stack running \(/,
      ) as string,
    });
  });

  it('prints JSON that it can parse itself', async () => {
    await using server = await alertmanager();
    const { stdout, exitCode } = await run(['--json'], '', { ALERTMANAGER_URL: server.url });
    expect(JSON.parse(stdout)).toEqual({
      run: expect.any(String) as string,
      result: { kind: 'no-receiver' },
    });
    expect(exitCode).toBe(2);
  });

  it.each<[string, Partial<RunResult>]>([
    [
      'service "exporter" is not running',
      { code: 1, stderr: 'time=… level=warning\nservice "exporter" is not running\n' },
    ],
    ['docker is not installed', { code: 127, stderr: 'spawn docker ENOENT' }],
    ['docker compose exec timed out', { code: null, timedOut: true }],
  ])('says what to do if the port is not published and %s, status 2', async (reason, inExporter) => {
    const { exitCode, stdout, stderr } = await run([], '', {}, inExporter);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `Alertmanager's port is not published, and the message cannot be sent from the exporter's container: ${reason}\n` +
        'Run `npm start` to start the stack, or set ALERTMANAGER_PORT=9093 in .env to publish the port ' +
        '(docs/security.md). For another Alertmanager: ALERTMANAGER_URL=… npm run test-alert\n',
    );
  });

  it('uses the internal address in a container', async () => {
    let stderr = '';
    const exitCode = await testAlert([], {
      checkout: undefined,
      command: 'hg612 test-alert',
      environment: {},
      out: () => {},
      err: (text) => (stderr += text),
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^http:\/\/alertmanager:9093: /);
  });

  it.each(['--help', '-h'])('prints the usage for %s and sends nothing', async (flag) => {
    await using server = await alertmanager();
    const result = await run([flag], '', { ALERTMANAGER_URL: server.url });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^npm run test-alert -- \[--json\]\n/);
    expect(server.requests).toEqual([]);
  });

  it.each([['--dry-run'], ['now']])('refuses the unknown argument %s and sends nothing', async (argument) => {
    await using server = await alertmanager();
    const result = await run([argument], '', { ALERTMANAGER_URL: server.url });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(argument);
    expect(server.requests).toEqual([]);
  });

  it('says what to check if Alertmanager does not respond, .env is invalid, or the address is not a URL', async () => {
    const url = await nowhere();
    expect(await run([], '', { ALERTMANAGER_URL: url })).toEqual({
      exitCode: 2,
      stdout: '',
      commands: [],
      stderr:
        `${url}: connection refused (ECONNREFUSED)\n` +
        'Is the stack running (`docker compose ps`)? For another Alertmanager set ALERTMANAGER_URL in the environment.\n',
    });
    expect(await run([], "A='\n")).toMatchObject({
      exitCode: 2,
      stderr: '.env, line 1: A: the closing quote is missing\n',
    });
    expect(await run([], '', { ALERTMANAGER_URL: 'nas' })).toMatchObject({
      exitCode: 2,
      stderr: 'ALERTMANAGER_URL: expected a URL such as http://localhost:9090, found "nas"\n',
    });
  });
});
