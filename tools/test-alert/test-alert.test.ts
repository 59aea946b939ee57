import { describe, expect, it } from 'vitest';
import { AlertmanagerError, type AlertmanagerApi, createApi, type PostableAlert } from './alertmanager.ts';
import { outcomeSince, parseCounters } from './counters.ts';
import { report } from './report.ts';
import { sendTestAlert } from './send.ts';

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

describe('counters', () => {
  it('are read by receiver', () => {
    expect(parseCounters(exposition({ ntfy: { requests: 3, failed: 2, givenUp: 1 } })).get('ntfy')).toEqual({
      requests: 3,
      failedRequests: 2,
      givenUp: { clientError: 1, other: 0 },
    });
  });

  it('without names are none', () => {
    const metrics = 'alertmanager_notification_requests_total{integration="webhook"} 3';
    expect(parseCounters(metrics).size).toBe(0);
  });

  it.each([
    { now: { requests: 5 }, outcome: { kind: 'waiting', attempts: 0 } },
    { now: { requests: 6 }, outcome: { kind: 'took' } },
    { now: { requests: 6, failed: 1 }, outcome: { kind: 'waiting', attempts: 1 } },
    { now: { requests: 7, failed: 1 }, outcome: { kind: 'took' } },
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

/** An Alertmanager whose receivers do with every message what they are told here. */
function fakeAlertmanager(receivers: Record<string, 'takes' | 'refuses' | 'hangs' | 'takes only firing'>) {
  const totals = Object.fromEntries(
    Object.keys(receivers).map((name): [string, Totals] => [name, { requests: 10, failed: 1 }]),
  );
  const posted: PostableAlert[] = [];
  const api: AlertmanagerApi = {
    metrics: async () => exposition(totals),
    async post(alert) {
      posted.push(alert);
      if (posted.length > 2) return;
      for (const [name, way] of Object.entries(receivers)) {
        const { requests, failed = 0, givenUp = 0 } = totals[name] ?? { requests: 0 };
        if (way === 'takes' || (way === 'takes only firing' && posted.length === 1)) {
          totals[name] = { requests: requests + 1, failed, givenUp };
        } else if (way === 'refuses') {
          totals[name] = { requests: requests + 1, failed: failed + 1, givenUp: givenUp + 1 };
        }
      }
    },
    routed: async () => ({ receivers: Object.keys(receivers), silencedBy: [] }),
  };
  return { api, posted };
}

const patience = { firingMs: 60, resolvedMs: 60, pollMs: 5 };

describe('the test message', () => {
  it('is marked as a test, ends by itself, and is ended', async () => {
    const { api, posted } = fakeAlertmanager({ ntfy: 'takes' });
    await sendTestAlert(api, 'run-1', patience);
    expect(posted[0]).toMatchObject({
      labels: { alertname: 'HG612TestMessage', run: 'run-1' },
      annotations: { summary: 'TEST: this is only a test' },
    });
    expect(Date.parse(posted[0]?.endsAt ?? '')).toBeGreaterThan(Date.now() + 60_000);
    expect(Date.parse(posted[1]?.endsAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('says who took it and who did not', async () => {
    const { api } = fakeAlertmanager({
      email: 'takes',
      discord: 'refuses',
      slack: 'hangs',
      telegram: 'takes only firing',
    });
    expect(report(await sendTestAlert(api, 'run-1', patience))).toEqual({
      lines: [
        'email     took the test message, and the word that it is over',
        'discord   did not take the test message: it was refused, so address, key or chat may be wrong (1 attempt)',
        'slack     did not take the test message: no answer in time',
        'telegram  took the test message, but not the word that it is over: no answer in time',
        '3 of 4 failed; docker compose logs alertmanager says why.',
      ],
      exitCode: 1,
    });
  });

  it('is a success when everybody took it', async () => {
    const { api } = fakeAlertmanager({ email: 'takes' });
    expect(report(await sendTestAlert(api, 'run-1', patience))).toEqual({
      lines: [
        'email  took the test message, and the word that it is over',
        'Every receiver took it. Look whether it came through on your side.',
      ],
      exitCode: 0,
    });
  });

  it.each<{ name: string; change: Partial<AlertmanagerApi>; line: string }>([
    {
      name: 'there is no receiver',
      change: { routed: async () => ({ receivers: ['none'], silencedBy: [] }) },
      line: 'No receiver is set, so an alert reaches nobody. Set one in .env (docs/notifications.md), then npm start.',
    },
    {
      name: 'Alertmanager never shows the alert',
      change: { routed: async () => undefined },
      line: 'Alertmanager took the test message and does not have it any more; docker compose logs alertmanager says why.',
    },
    {
      name: 'a silence holds it back',
      change: { routed: async () => ({ receivers: ['email'], silencedBy: ['id'] }) },
      line: 'A silence in Alertmanager holds the test message back. End it there, then try again.',
    },
    {
      name: 'the metrics have no names',
      change: { metrics: async () => 'alertmanager_notification_requests_total{integration="email"} 3' },
      line: 'The message was sent, but Alertmanager does not tell who took it: start it with --enable-feature=receiver-name-in-metrics, as docker-compose.yml does.',
    },
  ])('when $name', async ({ change, line }) => {
    const { api, posted } = fakeAlertmanager({ email: 'takes' });
    const result = await sendTestAlert({ ...api, ...change }, 'run-1', patience);
    expect(report(result)).toEqual({ lines: [line], exitCode: 2 });
    expect(Date.parse(posted.at(-1)?.endsAt ?? '')).toBeLessThanOrEqual(Date.now());
  });
});

it('says so when no Alertmanager answers', async () => {
  await expect(createApi('http://127.0.0.1:5').metrics()).rejects.toThrow(
    new AlertmanagerError('http://127.0.0.1:5/metrics does not answer (ECONNREFUSED)'),
  );
});
