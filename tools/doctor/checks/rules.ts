import * as v from 'valibot';
import { requestJson } from '../../stack/http.ts';
import { type Check, failed, known, note, ok } from '../check.ts';
import { fromApi } from './api.ts';

const group = 'Prometheus';

const Rules = v.object({
  data: v.object({
    groups: v.array(
      v.object({
        rules: v.array(
          v.object({
            name: v.string(),
            type: v.string(),
            health: v.string(),
            lastError: v.optional(v.string(), ''),
          }),
        ),
      }),
    ),
  }),
});

/** Whether the rules are loaded and can be evaluated. */
export const rulesCheck: Check = {
  group,
  name: 'rules',
  needs: ['prometheus'],
  async run({ addresses }, _learnt, signal) {
    return fromApi(requestJson(addresses.prometheus, '/api/v1/rules', signal), Rules, ({ data }) => {
      const rules = data.groups.flatMap((each) => each.rules);
      const alerts = rules.filter(({ type, name }) => type === 'alerting' && name.startsWith('HG612'));
      if (alerts.length === 0) {
        return failed(
          'no alert of the HG612 is loaded',
          'They stand in prometheus/rules: is that folder mounted, and is it named in prometheus.yml? `docker compose logs prometheus` says what could not be read.',
        );
      }
      const ill = rules.filter(({ health }) => health === 'err');
      if (ill.length > 0) {
        return failed(
          ill.map(({ name, lastError }) => `${name}: ${lastError}`).join('\n'),
          'These rules cannot be evaluated. If you edited them: `npm run check` says what is wrong.',
        );
      }
      const fresh = rules.filter(({ health }) => health === 'unknown').length;
      return ok(
        `${alerts.length} alerts of the HG612 and ${rules.length - alerts.length} other rules are loaded` +
          (fresh > 0 ? `, ${fresh} of them not evaluated yet` : ', and healthy'),
        { freshRules: fresh },
      );
    });
  },
};

const Alerts = v.object({
  data: v.object({
    alerts: v.array(v.object({ labels: v.record(v.string(), v.string()), state: v.string() })),
  }),
});

/** What fires now; that something does (the Watchdog), says that rules are evaluated. */
export const alertsCheck: Check = {
  group,
  name: 'alerts',
  needs: ['rules'],
  async run({ addresses }, learnt, signal) {
    return fromApi(requestJson(addresses.prometheus, '/api/v1/alerts', signal), Alerts, ({ data }) => {
      const firing = data.alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => labels['alertname'] ?? '');
      if (!firing.includes('Watchdog') && known(learnt, 'freshRules') > 0) {
        return note(
          'none can be told yet: not all rules were evaluated since Prometheus started',
          'They are every 30 s: try again. If it stays so, `docker compose logs prometheus`.',
        );
      }
      if (!firing.includes('Watchdog')) {
        return failed(
          'Watchdog does not fire, which it always should',
          'Prometheus evaluates its rules every 30 s: try again. If it stays so, `docker compose logs prometheus`.',
        );
      }
      const others = [...new Set(firing)].filter((name) => name !== 'Watchdog');
      if (others.length === 0) return ok('none but the Watchdog, which always fires');
      return note(
        `firing: ${others.join(', ')}`,
        'docs/runbooks/README.md says what each means and what to do.',
      );
    });
  },
};
