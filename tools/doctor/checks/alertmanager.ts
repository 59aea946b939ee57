import * as v from 'valibot';
import { parseExposition, type Sample } from '../../../lib/exposition.ts';
import { request, RequestError } from '../../../lib/http.ts';
import { whyNotRun } from '../../stack/in-exporter.ts';
import { messageLink } from '../../stack/message-link.ts';
import { ENDPOINTS } from '../../stack/services.mjs';
import {
  type Check,
  type CheckContext,
  failed,
  type Finding,
  note,
  ok,
  skipped,
  requireData,
} from '../check.ts';
import { FINDING_CODES } from '../codes.ts';
import { describeApi, describeServer, elsewhere } from './server.ts';
import { START, TEST_ALERT } from '../../stack/commands.ts';

const group = 'Alertmanager';

/** Receivers that notify no person. */
const NOT_PEOPLE: ReadonlySet<string> = new Set(['none', 'deadmansswitch']);

const Receivers = v.array(v.object({ name: v.string() }));

/** Whether Alertmanager runs. */
export const alertmanagerCheck: Check = {
  group,
  name: 'alertmanager',
  needs: [],
  // The exporter's container needs up to 5 s for a response, and Docker Compose a second or two before it.
  seconds: 12,
  run: ({ addresses, place, runInExporter }, _data, signal) =>
    addresses.alertmanager === undefined
      ? checkInExporter(runInExporter, signal)
      : describeServer('alertmanager', addresses.alertmanager, place, signal, {
          path: '/-/ready',
          isExpected: ({ status, text }) => status === 200 && text.trim() === 'OK',
        }),
};

/** Whether alerts reach a person. */
export const receiversCheck: Check = {
  group,
  name: 'receivers',
  needs: ['alertmanager'],
  async run({ addresses: { alertmanager } }, data, signal) {
    const finding =
      alertmanager === undefined
        ? findingOf('receivers', requireData(data, 'fromExporter'))
        : await describeApi(
            'alertmanager',
            alertmanager,
            '/api/v2/receivers',
            signal,
            Receivers,
            describeReceivers,
          );
    return { ...finding, data: { hasReceiver: finding.code === 'ok' } };
  },
};

/** Whether a phone can open the links in notifications. */
export const linksCheck: Check = {
  group,
  name: 'links',
  needs: ['receivers'],
  async run({ links, place, settings, addresses }, { hasReceiver }, signal) {
    if (links === undefined || place === 'container') return skipped('only known outside of the container');
    if (hasReceiver !== true) return skipped('no receiver is configured');
    const { url, advice } = await messageLink(links, settings, addresses.grafana, signal);
    const message = `links in messages lead to ${url}`;
    return advice === undefined ? ok(message) : note('links-loopback', message, advice);
  },
};

/** Whether notifications were delivered, by Alertmanager's counters since it started. */
export const notificationsCheck: Check = {
  group,
  name: 'notifications',
  needs: ['alertmanager'],
  async run({ addresses: { alertmanager } }, data, signal) {
    if (alertmanager === undefined) return findingOf('notifications', requireData(data, 'fromExporter'));
    try {
      const { text } = await request(alertmanager, '/metrics', signal);
      return describeNotifications(parseExposition(text));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed('alertmanager-error', error.message, 'See `docker compose logs alertmanager`.');
    }
  },
};

const Report = v.object({
  checks: v.array(
    v.object({
      group: v.string(),
      name: v.string(),
      status: v.picklist(['ok', 'note', 'failed', 'skipped']),
      code: v.picklist(FINDING_CODES),
      message: v.string(),
      advice: v.optional(v.string()),
    }),
  ),
});

/** Runs the checks of this group in the exporter's container, which can reach Alertmanager without a published port. */
async function checkInExporter(
  runInExporter: CheckContext['runInExporter'],
  signal: AbortSignal,
): Promise<Finding> {
  if (runInExporter === undefined) return notChecked('there is no Docker Compose here');
  const result = await runInExporter(['doctor', '--json', '--only', group.toLowerCase()], CHECK_MS, signal);
  const findings = findingsIn(result.stdout);
  const server = findings.get('alertmanager');
  if (server === undefined) return notChecked(whyNotRun(result));
  if (server.status === 'failed') return server;
  return {
    ...server,
    message: `${server.message}, which is not published`,
    data: { fromExporter: findings },
  };
}

const notChecked = (reason: string): Finding =>
  failed(
    'alertmanager-unreachable',
    `its port is not published, and it cannot be checked from the exporter's container: ${reason}`,
    `Run \`npm start\` to start the stack, or set ALERTMANAGER_PORT=${ENDPOINTS.alertmanager.port} in .env to publish the ` +
      `port (docs/security.md). ${elsewhere('alertmanager', 'host')}`,
  );

/** The signal of the check ends the request earlier. */
const CHECK_MS = 30_000;

/** @returns nothing if this is not the JSON of the doctor */
function findingsIn(text: string): Map<string, Finding> {
  const findings = new Map<string, Finding>();
  try {
    const { checks } = v.parse(Report, JSON.parse(text));
    for (const { status, ...rest } of checks) {
      if (status !== 'skipped' && rest.group === group) findings.set(rest.name, { status, ...rest });
    }
  } catch {
    // The caller reports why there is no JSON.
  }
  return findings;
}

const findingOf = (name: string, findings: ReadonlyMap<string, Finding>): Finding =>
  findings.get(name) ??
  failed(
    'alertmanager-error',
    "the exporter's container did not check it",
    'Run `docker compose exec exporter hg612 doctor`.',
  );

function describeReceivers(receivers: v.InferOutput<typeof Receivers>): Finding {
  const names = receivers.map(({ name }) => name);
  // `…-events` is the same receiver without resolved messages.
  const people = names.filter((name) => !NOT_PEOPLE.has(name) && !name.endsWith('-events'));
  const heartbeat = names.includes('deadmansswitch') ? "dead man's switch" : '';
  if (people.length > 0) return ok([...people, heartbeat].filter(Boolean).join(', '));
  return note(
    'no-receiver',
    `no notification receiver is configured${heartbeat === '' ? '' : `, only the ${heartbeat}`}`,
    `Set a receiver in .env, for instance ALERT_NTFY_URL (docs/notifications.md), then run ${START}. ${TEST_ALERT} sends ` +
      'a test message.',
  );
}

function describeNotifications(samples: readonly Sample[]): Finding {
  const sent = totals(samples, 'alertmanager_notifications_total');
  const lost = totals(samples, 'alertmanager_notifications_failed_total');
  const rows = [...lost].map(([name, count]) => ({ name, count, of: sent.get(name) ?? count }));
  const all = [...sent.values()].reduce((sum, count) => sum + count, 0);
  if (rows.length === 0) {
    return ok(all === 0 ? 'none sent since the start' : `${all} sent since the start, none failed`);
  }
  const message = rows
    .map(({ name, count, of }) => `${name}: ${count} of ${of} failed since the start`)
    .join('\n');
  const advice = `See \`docker compose logs alertmanager\`. ${TEST_ALERT} sends a test message.`;
  return rows.some(({ count, of }) => count >= of)
    ? failed('notifications-failing', message, advice)
    : note('notifications-failing', message, advice);
}

/** Counters above zero, by receiver or, if the metric has no receiver names, by integration. */
function totals(samples: readonly Sample[], metric: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (name !== metric || !(value > 0)) continue;
    const receiver = labels['receiver_name'] ?? labels['integration'] ?? '?';
    counts.set(receiver, (counts.get(receiver) ?? 0) + value);
  }
  return counts;
}
