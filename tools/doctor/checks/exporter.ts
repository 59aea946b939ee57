import { parseExposition, type Sample } from '../../../lib/exposition.ts';
import { adviceFor } from '../../../modem/src/advice.ts';
import { type CollectorName, collectorNames } from '../../../modem/src/collectors/collector.ts';
import { collectorNamed } from '../../../modem/src/collectors/index.ts';
import { type FailureReason, failureReasons } from '../../../modem/src/errors.ts';
import { type HttpResponse, request, RequestError, withoutLogin } from '../../../lib/http.ts';
import { type Check, type CheckContext, failed, type Finding, note, ok, requireData } from '../check.ts';
import { serverCheck } from './server.ts';
import { START } from '../../stack/commands.ts';

const group = 'Exporter';

/** Whether the exporter runs. */
export const exporterCheck = serverCheck(group, 'exporter', {
  path: '/-/healthy',
  isExpected: ({ status, text }) => status === 200 && text === 'healthy\n',
  special: protectedExporter,
});

/** An exporter with a web configuration file requires TLS or a login of its health endpoints too. */
function protectedExporter({ status, text }: HttpResponse): Finding | undefined {
  const requirement = text === 'Client sent an HTTP request to an HTTPS server.\n' ? 'TLS' : 'a login';
  if (requirement === 'a login' && status !== 401) return undefined;
  const finding = note(
    'exporter-protected',
    `it runs, and requires ${requirement}: its read of the modem is not checked`,
    'To check that too, set EXPORTER_URL to its address with scheme and login, such as https://user:password@localhost:9612, ' +
      'and NODE_EXTRA_CA_CERTS to the file with its CA.',
  );
  return { ...finding, blocks: true };
}

/** Whether the exporter can read the modem. */
export const exporterReadCheck: Check = {
  group,
  name: 'modem read',
  needs: ['exporter', 'settings'],
  seconds: 10,
  async run(context, data, signal) {
    const { telnet } = requireData(data, 'target');
    const { exporter } = context.addresses;
    let text: string;
    try {
      ({ text } = await request(exporter, '/metrics', signal));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed('exporter-error', error.message, 'See `docker compose logs exporter`.');
    }
    const samples = parseExposition(text);
    const collectors = samples
      .filter(({ name }) => name === 'hg612_scrape_collector_success')
      .map(({ labels }) => labels['collector']);
    if (collectors.length === 0) {
      return failed(
        'exporter-no-metrics',
        `${withoutLogin(exporter)}/metrics has no metrics of the modem`,
        `Check that this is the exporter, and run ${START}.`,
      );
    }
    const usesTelnet = collectors.includes('xdslcmd_stats');
    // docker-compose.yml sets the addresses of the mock modem, whatever .env has.
    if (!context.usesMockModem && usesTelnet !== (telnet !== undefined)) {
      return failed(
        'exporter-settings-outdated',
        `it runs with other settings than the current ones: telnet is ${usesTelnet ? 'on' : 'off'}`,
        `Run ${START} to restart it with the current settings.`,
      );
    }
    const failures = collectorFailures(samples);
    const exporterStart = samples.find(({ name }) => name === 'process_start_time_seconds')?.value;
    if (failures.length === 0) return ok(`all ${collectors.length} collectors succeed`, { exporterStart });
    const finding = failed(
      'exporter-read-failed',
      failures.map(({ collector, reason }) => `${collectorNamed(collector).title}: ${reason}`).join('\n'),
      failureAdvice(context, failures, data.page !== undefined && data.replies !== undefined),
    );
    return { ...finding, data: { exporterStart } };
  },
};

interface Failure {
  readonly collector: CollectorName;
  readonly reason: FailureReason;
}

function failureAdvice({ place }: CheckContext, failures: readonly Failure[], readHere: boolean): string {
  const [first] = failures;
  if (first === undefined) return '';
  if (readHere && place === 'host') {
    return (
      'This machine can read the modem. Either the container cannot reach it, or the exporter runs with old settings ' +
      '(`npm start` restarts it), or the modem was busy: run the doctor again.'
    );
  }
  return adviceFor(first.collector, first.reason);
}

const collectorFailures = (samples: readonly Sample[]): Failure[] =>
  samples.flatMap(({ name, labels, value }) => {
    if (name !== 'hg612_scrape_collector_failure' || value !== 1) return [];
    const collector = collectorNames.find((each) => each === labels['collector']);
    const reason = failureReasons.find((each) => each === labels['reason']);
    return collector && reason ? [{ collector, reason }] : [];
  });
