import * as v from 'valibot';
import { parseExposition, type Sample } from '../../../lib/exposition.ts';
import { request, RequestError } from '../../stack/http.ts';
import { isLoopback, LOOPBACK_ADVICE } from '../../stack/links.mjs';
import { type Check, failed, note, ok } from '../check.ts';
import { describeApi, serverCheck } from './server.ts';

const group = 'Alertmanager';

/** Whether Alertmanager runs. */
export const alertmanagerCheck = serverCheck(
  group,
  'alertmanager',
  '/-/ready',
  ({ status, text }) => status === 200 && text.trim() === 'OK',
);

/** Receivers that notify no person. */
const NOT_PEOPLE: ReadonlySet<string> = new Set(['none', 'deadmansswitch']);

const Receivers = v.array(v.object({ name: v.string() }));

/** Whether alerts reach a person. */
export const receiversCheck: Check = {
  group,
  name: 'receivers',
  needs: ['alertmanager'],
  run: ({ addresses }, _data, signal) =>
    describeApi(
      'alertmanager',
      addresses.alertmanager,
      '/api/v2/receivers',
      signal,
      Receivers,
      (receivers) => {
        const names = receivers.map(({ name }) => name);
        // `…-events` is the same receiver without resolved messages.
        const people = names.filter((name) => !NOT_PEOPLE.has(name) && !name.endsWith('-events'));
        const heartbeat = names.includes('deadmansswitch') ? "dead man's switch" : '';
        if (people.length > 0) {
          return ok([...people, heartbeat].filter(Boolean).join(', '), { receivers: people });
        }
        return note(
          'no-receiver',
          `no notification receiver is configured${heartbeat === '' ? '' : `, only the ${heartbeat}`}`,
          'Set a receiver in .env, for instance ALERT_NTFY_URL, then run `npm start` (docs/notifications.md). ' +
            '`npm run test-alert` sends a test message.',
        );
      },
    ),
};

/** Whether a phone can open the links in notifications. */
export const linksCheck: Check = {
  group,
  name: 'links',
  needs: ['receivers'],
  async run({ links, place }, { receivers }) {
    if (place === 'container') return ok('not checked in a container');
    if (links === undefined || receivers === undefined) return ok('not checked: no receiver is configured');
    return isLoopback(links.grafana)
      ? note('links-loopback', `links in messages lead to ${links.grafana}`, LOOPBACK_ADVICE)
      : ok(`links in messages lead to ${links.grafana}`);
  },
};

/** Whether notifications were delivered, by Alertmanager's counters since it started. */
export const notificationsCheck: Check = {
  group,
  name: 'notifications',
  needs: ['alertmanager'],
  async run({ addresses }, _data, signal) {
    let text: string;
    try {
      ({ text } = await request(addresses.alertmanager, '/metrics', signal));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed('alertmanager-error', error.message, 'See `docker compose logs alertmanager`.');
    }
    const samples = parseExposition(text);
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
    const advice = 'See `docker compose logs alertmanager`. `npm run test-alert` sends a test message.';
    return rows.some(({ count, of }) => count >= of)
      ? failed('notifications-failing', message, advice)
      : note('notifications-failing', message, advice);
  },
};

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
