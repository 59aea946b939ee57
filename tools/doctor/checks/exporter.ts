import { collectorNames, type CollectorName } from '../../../modem/src/collectors/collector.ts';
import { type FailureReason, failureReasons } from '../../../modem/src/errors.ts';
import { adviceFor } from '../../../modem/src/advice.ts';
import { collectorNamed } from '../../../modem/src/collectors/index.ts';
import { request, RequestError } from '../../stack/http.ts';
import { type Check, failed, known, ok, type Patient } from '../check.ts';

const group = 'Exporter';

/** Whether the exporter runs. */
export const exporterCheck: Check = {
  group,
  name: 'exporter',
  needs: [],
  async run({ addresses, place }, _learnt, signal) {
    try {
      const { status, text } = await request(addresses.exporter, '/-/healthy', signal);
      if (status === 200 && text === 'healthy\n') return ok(`answers at ${addresses.exporter}`);
      return failed(
        `something else than the exporter answers at ${addresses.exporter} (HTTP status ${status})`,
        'Stop that, or set EXPORTER_PORT in .env to a free port; then `npm start`.',
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed(
        error.message,
        place === 'host'
          ? '`npm start` starts the stack; `docker compose logs exporter` says why the exporter ended if it did.'
          : 'It is the main process of this container: its log says what is wrong (`docker compose logs exporter`).',
      );
    }
  },
};

/** What the exporter itself says of its reading of the modem. */
export const exporterReadCheck: Check = {
  group,
  name: 'its reading',
  needs: ['exporter', 'settings'],
  seconds: 10,
  async run(patient, learnt, signal) {
    const { telnet } = known(learnt, 'config').target;
    let text: string;
    try {
      ({ text } = await request(patient.addresses.exporter, '/metrics', signal));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed(error.message, 'Its log says more: `docker compose logs exporter`.');
    }
    const success = collectorSuccess(text);
    if (success.size === 0) {
      return failed(
        `${patient.addresses.exporter}/metrics has no hg612 metrics`,
        'Is this the exporter? `npm start` starts it.',
      );
    }
    const asksTelnet = success.has('xdslcmd_stats');
    // What the mock modem is asked for, the compose file says and not .env.
    if (!patient.mocked && asksTelnet !== (telnet !== undefined)) {
      return failed(
        `it runs with other settings than those that hold now: telnet is ${asksTelnet ? 'on' : 'off'} there`,
        '`npm start` (or `docker compose up -d`) starts it anew with the settings of now.',
      );
    }
    const failures = collectorFailures(text);
    if (failures.length === 0) return ok(`reads the modem: ${success.size} of ${success.size} sources`);
    return failed(
      failures.map(({ collector, reason }) => `${collectorNamed(collector).title}: ${reason}`).join('\n'),
      failureAdvice(patient, failures, learnt.page !== undefined && learnt.replies !== undefined),
    );
  },
};

interface Failure {
  readonly collector: CollectorName;
  readonly reason: FailureReason;
}

function failureAdvice({ place }: Patient, failures: readonly Failure[], readHere: boolean): string {
  const [first] = failures;
  if (first === undefined) return '';
  if (readHere && place === 'host') {
    return (
      'From here the modem can be read, so it is the way from the container to it, the settings the exporter was ' +
      'started with (`npm start` starts it anew), or a modem that was busy just then: run the doctor again.'
    );
  }
  return adviceFor(first.collector, first.reason);
}

/** Which sources are read, and whether they could be. */
function collectorSuccess(text: string): Map<string, boolean> {
  const rows = text.matchAll(/^hg612_scrape_collector_success\{collector="(\w+)"\} ([01])$/gm);
  return new Map(Array.from(rows, ([, collector = '', value]) => [collector, value === '1']));
}

function collectorFailures(text: string): Failure[] {
  const rows = text.matchAll(/^hg612_scrape_collector_failure\{collector="(\w+)",reason="(\w+)"\} 1$/gm);
  return Array.from(rows).flatMap(([, name, why]) => {
    const collector = collectorNames.find((each) => each === name);
    const reason = failureReasons.find((each) => each === why);
    return collector && reason ? [{ collector, reason }] : [];
  });
}
