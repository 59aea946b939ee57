import * as v from 'valibot';
import { request, RequestError, requestJson } from '../../stack/http.ts';
import { type Check, failed, note, ok } from '../check.ts';
import { fromApi } from './api.ts';

const group = 'Prometheus';

/** The job that rules and dashboards hang on. */
const JOB = 'hg612';

/** Seconds by which two clocks may be apart: alerts and panels are half a minute apart anyway. */
const DRIFT_SECONDS = { noted: 5, failed: 60 };

/** Whether Prometheus runs and has read its files. */
export const prometheusCheck: Check = {
  group,
  name: 'prometheus',
  needs: [],
  async run({ addresses, place }, _learnt, signal) {
    try {
      const { status, text } = await request(addresses.prometheus, '/-/ready', signal);
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
      if (!(error instanceof RequestError)) throw error;
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
    const question = requestJson(addresses.prometheus, '/api/v1/query?query=time()', signal);
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
    const question = requestJson(addresses.prometheus, '/api/v1/targets?state=active', signal);
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

const Alertmanagers = v.object({
  data: v.object({ activeAlertmanagers: v.array(v.object({ url: v.string() })) }),
});

/** Whether it knows to whom alerts go. */
export const deliveryCheck: Check = {
  group,
  name: 'its alertmanager',
  needs: ['prometheus'],
  async run({ addresses }, _learnt, signal) {
    const question = requestJson(addresses.prometheus, '/api/v1/alertmanagers', signal);
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
