import { parseXdslStatus, XDSL_STATUS_PATH } from '../../../modem/src/collectors/xdsl-status.ts';
import { ModemError, ModemHttpStatusError } from '../../../modem/src/errors.ts';
import { adviceFor, stateWords } from '../../../exporter/src/web/landing/words.ts';
import { mergeLine } from '../../../modem/src/line/merge.ts';
import type { LineSide } from '../../../modem/src/line/status.ts';
import { fetchAnswer } from '../../../modem/src/transport/http.ts';
import { type Check, failed, known, note, ok, type Patient } from '../check.ts';

/** A slow modem is given as long as a scrape gives it. */
export const MODEM_SECONDS = 8;

const group = 'Modem';

/** Whether the status page is there, and is the page of an HG612. */
export const statusPageCheck: Check = {
  group,
  name: 'status page',
  needs: ['settings'],
  seconds: MODEM_SECONDS,
  async run(patient, learnt, signal) {
    const { modemUrl, layout } = known(learnt, 'config');
    const url = new URL(modemUrl.href.replace(/\/+$/, '') + XDSL_STATUS_PATH);
    const startedAt = performance.now();
    try {
      const page = await fetchAnswer(url, signal);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
      if (page.status !== 200) throw new ModemHttpStatusError(url.href, page.status);
      const { told, problems } = parseXdslStatus(page.body.toString('utf8'), layout, url.href);
      const found = { page, ...(told.line && { pageLine: told.line }) };
      if (problems.length === 0) return ok(`${url.href} is an HG612's, and came within ${seconds} s`, found);
      return note(
        problems.map(({ message }) => message).join('\n'),
        'These values are left out, the others are published. A recording helps to read them: docs/recording.md.',
        found,
      );
    } catch (error) {
      if (!(error instanceof ModemError)) throw error;
      return failed(error.message, pageAdvice(patient, error));
    }
  },
};

function pageAdvice({ mocked, place }: Patient, { reason }: ModemError): string {
  if (!mocked) return adviceFor('xdsl_status', reason);
  if (reason === 'connect') {
    return place === 'host'
      ? 'The mock modem does not run: `npm start` starts the stack, `npm run demo` the mock modem and the exporter alone.'
      : 'The mock modem does not run: `docker compose up -d` starts it, `docker compose logs mock-modem` says why not.';
  }
  return 'The mock modem plays a fault: choose the scenario "steady" on its page (port 8612).';
}

/** Which layout the page has, and what that leaves out. */
export const layoutCheck: Check = {
  group,
  name: 'page layout',
  needs: ['status page'],
  async run(_patient, learnt) {
    const { telnet, layout: choice, modemUrl } = known(learnt, 'config');
    const { state, layout, info } = known(learnt, 'pageLine');
    const how = choice === 'auto' ? '' : ` (as XDSL_STATUS_LAYOUT says)`;
    if (state !== 'up') {
      return note(
        `not to be told: the line is not up (${stateWords[state].title.toLowerCase()})`,
        'Run the doctor again when the line is up.',
      );
    }
    if (layout === 'documented') {
      return ok(
        `documented${how}: the page has SNR margin and error counters (${info.modulation ?? 'modulation unknown'})`,
      );
    }
    const says = `shifted${how}: on ${info.modulation ?? 'this line'} the page has rates, attenuation and power, but neither SNR margin nor error counters`;
    if (telnet !== undefined) return ok(`${says}; telnet has them`);
    return note(
      says,
      `Switch telnet on: MODEM_TELNET=${modemUrl.hostname} in .env (unlocked firmware), then \`npm start\`.`,
    );
  },
};

/** What the line is like now, by all that could be read. */
export const lineCheck: Check = {
  group,
  name: 'line',
  needs: ['status page'],
  async run(_patient, learnt) {
    const { telnet } = known(learnt, 'config');
    const line = mergeLine(telnet !== undefined, learnt.shellLine, learnt.pageLine);
    if (line === undefined) return note('nothing is known of it', 'See above.');
    const { title, detail } = stateWords[line.state];
    if (line.state !== 'up') return note(`${title.toLowerCase()}: ${detail}`, NOT_UP);
    const { downstream, upstream } = line;
    const parts = [
      pair(
        '',
        downstream,
        upstream,
        ({ gauges }) => gauges.syncRate,
        (rate) => ((rate * 8) / 1e6).toFixed(1),
        'Mbit/s',
      ),
      pair(
        'SNR margin ',
        downstream,
        upstream,
        ({ gauges }) => gauges.snrMargin,
        (margin) => margin.toFixed(1),
        'dB',
      ),
    ];
    return ok(`up, ${parts.filter(Boolean).join(', ')} (downstream / upstream)`);
  },
};

const NOT_UP = 'That is the line and not the stack: alerts tell when it lasts.';

function pair(
  name: string,
  downstream: LineSide,
  upstream: LineSide,
  valueOf: (side: LineSide) => number | undefined,
  render: (value: number) => string,
  unit: string,
): string {
  const values = [downstream, upstream].map(valueOf);
  if (values.every((value) => value === undefined)) return '';
  return `${name}${values.map((value) => (value === undefined ? '?' : render(value))).join(' / ')} ${unit}`;
}
