import { adviceFor } from '../../../modem/src/advice.ts';
import { xdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import type { ModemError } from '../../../modem/src/errors.ts';
import { lineStateText } from '../../../modem/src/line/state-text.ts';
import { mergeLine } from '../../../modem/src/line/merge.ts';
import type { LineSide } from '../../../modem/src/line/status.ts';
import { parseReply } from '../../../modem/src/parse.ts';
import { createModem } from '../../../modem/src/read.ts';
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
    const { target } = known(learnt, 'config');
    const modem = createModem(target);
    const { name } = xdslStatus;
    const address = modem.addressOf(name);
    const reply = await modem.fetch([xdslStatus], signal).get(name);
    if (reply === undefined) throw new Error(`no reply for ${name}`);
    const outcome = parseReply(xdslStatus, reply, { layout: target.layout, address });
    if (!outcome.ok) return failed(outcome.error.message, pageAdvice(patient, outcome.error));
    const { data, problems } = outcome.parsed;
    const found = {
      ...(reply.ok && reply.page && { page: reply.page }),
      ...(data.line && { pageLine: data.line }),
    };
    if (problems.length === 0) {
      return ok(`${address} is an HG612's, and came within ${reply.seconds.toFixed(2)} s`, found);
    }
    return note(
      problems.map(({ message }) => message).join('\n'),
      'These values are left out, the others are published. A recording helps to read them: docs/recording.md.',
      found,
    );
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
    const { telnet, layout: choice, url } = known(learnt, 'config').target;
    const { state, layout, info } = known(learnt, 'pageLine');
    const how = choice === 'auto' ? '' : ` (as XDSL_STATUS_LAYOUT says)`;
    if (state !== 'up') {
      return note(
        `not to be told: the line is not up (${lineStateText[state].title.toLowerCase()})`,
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
      `Switch telnet on: MODEM_TELNET=${url.hostname} in .env (unlocked firmware), then \`npm start\`.`,
    );
  },
};

/** What the line is like now, by all that could be read. */
export const lineCheck: Check = {
  group,
  name: 'line',
  needs: ['status page'],
  async run(_patient, learnt) {
    const { telnet } = known(learnt, 'config').target;
    const line = mergeLine(telnet !== undefined, learnt.shellLine, learnt.pageLine);
    if (line === undefined) return note('nothing is known of it', 'See above.');
    const { title, detail } = lineStateText[line.state];
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
