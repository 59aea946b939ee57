import * as v from 'valibot';
import { request, RequestError, requestJson } from '../../stack/http.ts';
import { type Check, failed, note, ok } from '../check.ts';
import { fromApi } from './api.ts';

const group = 'Alertmanager';

/** Whether Alertmanager runs. */
export const alertmanagerCheck: Check = {
  group,
  name: 'alertmanager',
  needs: [],
  async run({ addresses, place }, _learnt, signal) {
    try {
      const { status, text } = await request(addresses.alertmanager, '/-/ready', signal);
      if (status === 200 && text.trim() === 'OK') return ok(`answers at ${addresses.alertmanager}`);
      return failed(
        `something else than Alertmanager answers at ${addresses.alertmanager} (HTTP status ${status})`,
        'Stop that, or set ALERTMANAGER_PORT in .env to a free port, then `npm start`. If yours is elsewhere: ALERTMANAGER_URL=… npm run doctor',
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed(
        error.message,
        place === 'host'
          ? '`npm start` starts the stack; wrong ALERT_… settings keep it from starting, and `docker compose logs alertmanager-config` names them. If yours is elsewhere: ALERTMANAGER_URL=… npm run doctor'
          : '`docker compose up -d` starts the stack. If yours is elsewhere, set ALERTMANAGER_URL.',
      );
    }
  },
};

/** Names that do not lead to a person. */
const NOBODY: ReadonlySet<string> = new Set(['none', 'deadmansswitch']);

const Receivers = v.array(v.object({ name: v.string() }));

/** Whether anybody is told. */
export const receiversCheck: Check = {
  group,
  name: 'receivers',
  needs: ['alertmanager'],
  async run({ addresses }, _learnt, signal) {
    return fromApi(
      requestJson(addresses.alertmanager, '/api/v2/receivers', signal),
      Receivers,
      (receivers) => {
        const names = receivers.map(({ name }) => name);
        // What comes in two manners goes to one person.
        const people = names.filter((name) => !NOBODY.has(name) && !name.endsWith('-events'));
        const dead = names.includes('deadmansswitch') ? ', and a dead man’s switch' : '';
        if (people.length > 0) return ok(`${people.join(', ')}${dead}`);
        return note(
          `alerts go to nobody${dead === '' ? '' : ' but a dead man’s switch'}`,
          'Set one or more ALERT_… in .env, for instance ALERT_NTFY_URL, then `npm start` (docs/notifications.md); `npm run test-alert` sends a test message.',
        );
      },
    );
  },
};

/** Whether what was sent arrived, by Alertmanager's own counting since it started. */
export const notificationsCheck: Check = {
  group,
  name: 'notifications',
  needs: ['alertmanager'],
  async run({ addresses }, _learnt, signal) {
    let text: string;
    try {
      ({ text } = await request(addresses.alertmanager, '/metrics', signal));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed(error.message, 'Is another program at this address, or something in between?');
    }
    const sent = countBy(text, 'alertmanager_notifications_total');
    const lost = countBy(text, 'alertmanager_notifications_failed_total');
    const rows = [...lost].map(([name, count]) => ({ name, count, of: sent.get(name) ?? count }));
    const all = [...sent.values()].reduce((sum, count) => sum + count, 0);
    if (rows.length === 0)
      return ok(all === 0 ? 'none was sent yet' : `${all} sent since it started, none failed`);
    const says = rows
      .map(({ name, count, of }) => `${name}: ${count} of ${of} failed since it started`)
      .join('\n');
    const advice = '`docker compose logs alertmanager` says why; `npm run test-alert` tries again.';
    return rows.some(({ count, of }) => count >= of) ? failed(says, advice) : note(says, advice);
  },
};

/** Counts above zero, by receiver or, where the metric has none, by kind. */
function countBy(text: string, metric: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, labels = '', value] of text.matchAll(new RegExp(`^${metric}\\{([^}]*)\\} (\\S+)$`, 'gm'))) {
    const name =
      /receiver_name="([^"]*)"/.exec(labels)?.[1] ?? /integration="([^"]*)"/.exec(labels)?.[1] ?? '?';
    const count = Number(value);
    if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return counts;
}
