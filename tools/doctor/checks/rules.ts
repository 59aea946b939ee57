import * as v from 'valibot';
import { type Check, failed, note, ok, requireData } from '../check.ts';
import { describeApi } from './server.ts';

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
  run: ({ addresses }, _data, signal) =>
    describeApi('prometheus', addresses.prometheus, '/api/v1/rules', signal, Rules, ({ data }) => {
      const rules = data.groups.flatMap((each) => each.rules);
      const alerting = rules.filter(({ type }) => type === 'alerting');
      if (!alerting.some(({ name }) => name.startsWith('HG612'))) {
        return failed(
          'rules-missing',
          'no alerting rule of the HG612 is loaded',
          'Check that prometheus/rules is mounted and listed in prometheus.yml. `docker compose logs prometheus` shows errors in rule files.',
        );
      }
      const failing = rules.filter(({ health }) => health === 'err');
      if (failing.length > 0) {
        return failed(
          'rules-failing',
          failing.map(({ name, lastError }) => `${name}: ${lastError}`).join('\n'),
          'These rules cannot be evaluated. If you edited them, run `npm run check`.',
        );
      }
      const pending = rules.filter(({ health }) => health === 'unknown').length;
      return ok(
        `${alerting.length} alerting and ${rules.length - alerting.length} recording rules are loaded` +
          (pending > 0 ? `, ${pending} of them not evaluated yet` : ', all healthy'),
        { pendingRules: pending },
      );
    }),
};

const Alerts = v.object({
  data: v.object({
    alerts: v.array(v.object({ labels: v.record(v.string(), v.string()), state: v.string() })),
  }),
});

/** Which alerts fire. The Watchdog always does, which proves that rules are evaluated. */
export const alertsCheck: Check = {
  group,
  name: 'alerts',
  needs: ['rules'],
  run: ({ addresses }, checkData, signal) =>
    describeApi('prometheus', addresses.prometheus, '/api/v1/alerts', signal, Alerts, ({ data }) => {
      const firing = data.alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => labels['alertname'] ?? '');
      if (!firing.includes('Watchdog') && requireData(checkData, 'pendingRules') > 0) {
        return note(
          'rules-pending',
          'unknown: some rules have not been evaluated since Prometheus started',
          'The evaluation interval is 30 s. Run the doctor again; if it persists, see `docker compose logs prometheus`.',
        );
      }
      if (!firing.includes('Watchdog')) {
        return failed(
          'watchdog-missing',
          'the Watchdog alert does not fire, although it always should',
          'The evaluation interval is 30 s. Run the doctor again; if it persists, see `docker compose logs prometheus`.',
        );
      }
      const others = [...new Set(firing)].filter((name) => name !== 'Watchdog');
      if (others.length === 0) return ok('none fire but the Watchdog, which always does');
      return note('alerts-firing', `firing: ${others.join(', ')}`, 'See docs/runbooks/README.md.');
    }),
};
