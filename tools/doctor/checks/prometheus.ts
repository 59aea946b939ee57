import * as v from 'valibot';
import { type Check, failed, note, ok } from '../check.ts';
import { describeApi, serverCheck } from './server.ts';

const group = 'Prometheus';

/** The exporter's job in prometheus/prometheus.yml. */
const JOB = 'hg612';

/** Offset in seconds from which Prometheus' clock is reported. Alerts and panels have a resolution of 30 s. */
const CLOCK_OFFSET = { note: 5, failed: 60 };

/** Whether Prometheus runs and has loaded its data. */
export const prometheusCheck = serverCheck(group, 'prometheus', {
  path: '/-/ready',
  isExpected: ({ status, text }) => status === 200 && /prometheus/i.test(text),
  special: ({ status }) =>
    status === 503
      ? failed(
          'prometheus-not-ready',
          'Prometheus is starting and not ready yet',
          'It loads its data first. Run the doctor again in a minute; `docker compose logs prometheus` shows the progress.',
        )
      : undefined,
});

const Scalar = v.object({ data: v.object({ result: v.tuple([v.number(), v.string()]) }) });

/** Whether Prometheus' clock agrees with this machine's: samples are stored with its time. */
export const prometheusClockCheck: Check = {
  group,
  name: 'prometheus clock',
  needs: ['prometheus'],
  run({ addresses, now }, _data, signal) {
    const before = now();
    return describeApi(
      'prometheus',
      addresses.prometheus,
      '/api/v1/query?query=time()',
      signal,
      Scalar,
      ({ data: { result } }) => {
        const after = now();
        const time = Number(result[1]);
        // It read its clock at some moment between the request and the response.
        const offset = Math.max(before - time, time - after, 0);
        if (offset <= CLOCK_OFFSET.note) return ok('agrees with this machine');
        const message = `is ${Math.round(offset)} s ${time < before ? 'behind' : 'ahead of'} this machine's clock`;
        const advice =
          'Synchronise both clocks by NTP (`timedatectl set-ntp true`): samples and alerts have the time of Prometheus.';
        return offset > CLOCK_OFFSET.failed
          ? failed('prometheus-clock-differs', message, advice)
          : note('prometheus-clock-differs', message, advice);
      },
    );
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
        lastScrape: v.optional(v.string(), ''),
      }),
    ),
  }),
});

/** Whether Prometheus scrapes the exporter. */
export const scrapeCheck: Check = {
  group,
  name: 'scrapes',
  needs: ['prometheus'],
  run: ({ addresses }, { exporterStart = 0 }, signal) =>
    describeApi(
      'prometheus',
      addresses.prometheus,
      '/api/v1/targets?state=active',
      signal,
      Targets,
      ({ data }) => {
        const targets = data.activeTargets.filter(({ labels }) => labels['job'] === JOB);
        if (targets.length === 0) {
          return failed(
            'target-missing',
            `no target has the job "${JOB}"`,
            'Check that Prometheus uses prometheus/prometheus.yml. The doctor knows the exporter by this job name.',
          );
        }
        // A scrape that failed before the exporter started says nothing about it.
        const down = targets.filter(
          ({ health, lastScrape }) => health === 'down' && !(Date.parse(lastScrape) / 1000 < exporterStart),
        );
        if (down.length > 0) {
          return failed(
            'target-down',
            down.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`).join('\n'),
            'Prometheus cannot scrape the exporter. Check that the exporter runs and that Prometheus can reach this address.',
          );
        }
        if (targets.some(({ health }) => health !== 'up')) {
          return note(
            'target-pending',
            'the exporter has not been scraped since it started',
            'The scrape interval is 30 s. Run the doctor again.',
          );
        }
        return ok(`${targets.map(({ scrapeUrl }) => scrapeUrl).join(', ')} is up`);
      },
    ),
};

const Alertmanagers = v.object({
  data: v.object({ activeAlertmanagers: v.array(v.object({ url: v.string() })) }),
});

/** Whether Prometheus sends alerts to an Alertmanager. */
export const alertingCheck: Check = {
  group,
  name: 'alerting',
  needs: ['prometheus'],
  run: ({ addresses }, _data, signal) =>
    describeApi(
      'prometheus',
      addresses.prometheus,
      '/api/v1/alertmanagers',
      signal,
      Alertmanagers,
      ({ data: { activeAlertmanagers } }) =>
        activeAlertmanagers.length === 0
          ? failed(
              'alertmanager-not-configured',
              'Prometheus has no Alertmanager: no alert is sent',
              'Check that Prometheus uses prometheus/prometheus.yml, section `alerting`.',
            )
          : ok(`alerts are sent to ${activeAlertmanagers.map(({ url }) => new URL(url).origin).join(', ')}`),
    ),
};
