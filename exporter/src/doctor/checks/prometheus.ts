import * as v from 'valibot';
import { ask, AskError, askJson } from '../ask.ts';
import { type Check, failed, type Finding, note, ok, type Patient } from '../check.ts';

const group = 'Prometheus';

/** The job that rules and dashboards hang on. */
const JOB = 'hg612';

/** Seconds by which two clocks may be apart: alerts and panels are half a minute apart anyway. */
const DRIFT_SECONDS = { noted: 5, failed: 60 };

/** An answer of the API, and what is made of it; the one place where its failures get their words. */
export async function fromApi<Data>(
  question: Promise<unknown>,
  schema: v.GenericSchema<unknown, Data>,
  tell: (data: Data) => Finding,
): Promise<Finding> {
  try {
    const answer = v.safeParse(schema, await question);
    if (answer.success) return tell(answer.output);
    return failed('it answers something that is not expected', 'Is another program at this address?');
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return failed(error.message, 'Is another program at this address, or something in between?');
  }
}

/** Whether Prometheus runs and has read its files. */
export const prometheusCheck: Check = {
  group,
  name: 'prometheus',
  needs: [],
  async run({ addresses, place }, _learnt, signal) {
    try {
      const { status, text } = await ask(addresses.prometheus, '/-/ready', signal);
      if (status === 200 && /prometheus/i.test(text)) return ok(`answers at ${addresses.prometheus}`);
      if (status === 503) {
        return failed(
          'Prometheus starts, and is not ready yet',
          'It reads its history first: try again in a minute. `docker compose logs prometheus` says how far it is.',
        );
      }
      return failed(
        `something else than Prometheus answers at ${addresses.prometheus} (HTTP status ${status})`,
        'Stop that, or set PROMETHEUS_PORT in .env to a free port, then `npm start`. If yours is elsewhere: PROMETHEUS_URL=… npm run doctor',
      );
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      return failed(
        error.message,
        place === 'host'
          ? '`npm start` starts the stack; `docker compose logs prometheus` says why it ended if it did. If yours is elsewhere: PROMETHEUS_URL=… npm run doctor'
          : '`docker compose up -d` starts the stack. If yours is elsewhere, set PROMETHEUS_URL.',
      );
    }
  },
};

const Query = v.object({ data: v.object({ result: v.tuple([v.number(), v.string()]) }) });

/** Whether its clock agrees with this one: samples have its time. */
export const prometheusClockCheck: Check = {
  group,
  name: 'its clock',
  needs: ['prometheus'],
  async run({ addresses, now }, _learnt, signal) {
    const before = now();
    const question = askJson(addresses.prometheus, '/api/v1/query?query=time()', signal);
    return fromApi(question, Query, ({ data: { result } }) => {
      const after = now();
      const told = Number(result[1]);
      // Somewhere between question and answer it looked at its clock.
      const off = Math.max(before - told, told - after, 0);
      if (off <= DRIFT_SECONDS.noted) return ok('agrees with this machine');
      const says = `is ${Math.round(off)} s ${told < before ? 'behind' : 'ahead of'} this machine's`;
      const advice = 'Set both clocks by NTP (`timedatectl set-ntp true`): samples and alerts have its time.';
      return off > DRIFT_SECONDS.failed ? failed(says, advice) : note(says, advice);
    });
  },
};

const Targets = v.object({
  data: v.object({
    activeTargets: v.array(
      v.object({
        labels: v.record(v.string(), v.string()),
        scrapeUrl: v.string(),
        health: v.string(),
        lastError: v.string(),
      }),
    ),
  }),
});

/** Whether it scrapes the exporter. */
export const scrapingCheck: Check = {
  group,
  name: 'scraping',
  needs: ['prometheus'],
  async run({ addresses }, _learnt, signal) {
    const question = askJson(addresses.prometheus, '/api/v1/targets?state=active', signal);
    return fromApi(question, Targets, ({ data }) => {
      const targets = data.activeTargets.filter(({ labels }) => labels['job'] === JOB);
      if (targets.length === 0) {
        return failed(
          `no target has the job ${JOB}`,
          'prometheus/prometheus.yml names it: is that the file which Prometheus runs with? Rules and dashboards need the name.',
        );
      }
      const down = targets.filter(({ health }) => health === 'down');
      if (down.length > 0) {
        return failed(
          down.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`).join('\n'),
          'Prometheus cannot reach the exporter: is that its address as seen from Prometheus, and does it run?',
        );
      }
      if (targets.some(({ health }) => health !== 'up')) {
        return note('the exporter was not scraped yet', 'It is every 30 s: try again.');
      }
      return ok(`${targets.map(({ scrapeUrl }) => scrapeUrl).join(', ')} is up`);
    });
  },
};

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
    return fromApi(askJson(addresses.prometheus, '/api/v1/rules', signal), Rules, ({ data }) => {
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
  async run({ addresses }, _learnt, signal) {
    return fromApi(askJson(addresses.prometheus, '/api/v1/alerts', signal), Alerts, ({ data }) => {
      const firing = data.alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => labels['alertname'] ?? '');
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

const Alertmanagers = v.object({
  data: v.object({ activeAlertmanagers: v.array(v.object({ url: v.string() })) }),
});

/** Whether it knows to whom alerts go. */
export const deliveryCheck: Check = {
  group,
  name: 'its alertmanager',
  needs: ['prometheus'],
  async run({ addresses }: Patient, _learnt, signal) {
    const question = askJson(addresses.prometheus, '/api/v1/alertmanagers', signal);
    return fromApi(question, Alertmanagers, ({ data: { activeAlertmanagers } }) =>
      activeAlertmanagers.length === 0
        ? failed(
            'Prometheus knows no Alertmanager: nothing that fires is told to anybody',
            'prometheus/prometheus.yml names it under `alerting`.',
          )
        : ok(activeAlertmanagers.map(({ url }) => new URL(url).origin).join(', ')),
    );
  },
};
