import { adviceFor } from '../../../modem/src/advice.ts';
import { xdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import type { ModemError } from '../../../modem/src/errors.ts';
import { mergeLine } from '../../../modem/src/line/merge.ts';
import { lineStateText } from '../../../modem/src/line/state-text.ts';
import type { LineSide } from '../../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../../modem/src/line/units.ts';
import { parseReply } from '../../../modem/src/parse.ts';
import { createModem } from '../../../modem/src/read.ts';
import { publishedPort } from '../../stack/services.mjs';
import { type Check, type CheckContext, failed, note, ok, readFailureCode, requireData } from '../check.ts';
import { START } from '../../stack/commands.ts';

/** Timeout in seconds, the same as the default of a scrape. */
export const MODEM_SECONDS = 8;

const group = 'Modem';

/** Advice for values that cannot be read. */
export const VALUES_ADVICE =
  'These values are left out, all others are published. A recording helps to fix this: docs/recording.md.';

/** Whether the status page can be read. */
export const statusPageCheck: Check = {
  group,
  name: 'status page',
  needs: ['settings'],
  seconds: MODEM_SECONDS,
  async run(context, checkData, signal) {
    const target = requireData(checkData, 'target');
    const modem = createModem(target);
    const { name } = xdslStatus;
    const address = modem.addressOf(name);
    const reply = await modem.fetch([xdslStatus], signal).get(name);
    if (reply === undefined) throw new Error(`no reply for ${name}`);
    const outcome = parseReply(xdslStatus, reply, { layout: target.layout, address });
    if (!outcome.ok) {
      const { error } = outcome;
      return failed(readFailureCode('page', error.reason), error.message, pageAdvice(context, error));
    }
    const { data, problems } = outcome.parsed;
    const found = {
      ...(reply.ok && reply.page && { page: reply.page }),
      ...(data.line && { pageLine: data.line }),
    };
    if (problems.length > 0) {
      const messages = problems.map(({ message }) => message).join('\n');
      return note('values-unreadable', messages, VALUES_ADVICE, found);
    }
    return ok(`read ${address} in ${reply.seconds.toFixed(2)} s`, found);
  },
};

function pageAdvice({ usesMockModem, place, settings }: CheckContext, error: ModemError): string {
  if (!usesMockModem) return adviceFor('xdsl_status', error);
  if (error.reason !== 'connect') {
    return `The mock modem simulates a fault: select the scenario "steady" on its page (port ${publishedPort('mockModem', settings)}).`;
  }
  return place === 'host'
    ? 'The mock modem does not run. `npm start` starts the stack, `npm run demo` only the mock modem and the exporter.'
    : 'The mock modem does not run. Run `docker compose up -d`; if it exits, see `docker compose logs mock-modem`.';
}

/** Which layout the page has, and which values it therefore lacks. */
export const layoutCheck: Check = {
  group,
  name: 'page layout',
  needs: ['status page'],
  async run(_context, data) {
    const { telnet, layout: choice, url } = requireData(data, 'target');
    const { state, layout, info } = requireData(data, 'pageLine');
    const forced = choice === 'auto' ? '' : ' (set by XDSL_STATUS_LAYOUT)';
    if (state !== 'up') {
      return note(
        'layout-unknown',
        `unknown while the line is not up (${lineStateText[state].title.toLowerCase()})`,
        'Run the doctor again when the line is up.',
      );
    }
    if (layout === 'documented') {
      const modulation = info.modulation ?? 'unknown modulation';
      return ok(`documented${forced}: the page has SNR margin and error counters (${modulation})`);
    }
    const message = `shifted${forced}: on ${info.modulation ?? 'this line'} the page has neither SNR margin nor error counters`;
    if (telnet !== undefined) return ok(`${message}; telnet has both`);
    return note(
      'margin-unavailable',
      message,
      `Turn on telnet: set MODEM_TELNET=${url.hostname} in .env (unlocked firmware), then run ${START}.`,
    );
  },
};

/** The state of the line, from all sources that could be read. */
export const lineCheck: Check = {
  group,
  name: 'line',
  needs: ['settings'],
  async run(_context, data) {
    const { telnet } = requireData(data, 'target');
    const line = mergeLine(telnet !== undefined, data.telnetLine, data.pageLine);
    if (line === undefined)
      return note('line-unknown', 'unknown: no source could be read', 'See the checks above.');
    if (line.state !== 'up') {
      const { title, detail } = lineStateText[line.state];
      return note(
        'line-down',
        `${title.toLowerCase()}: ${detail}`,
        'This is the state of the line, not a problem of the stack. An alert fires if it persists.',
      );
    }
    const rates = both(line.downstream, line.upstream, 'Mbit/s', ({ gauges: { syncRate } }) =>
      syncRate === undefined ? undefined : bytesToMegabits(syncRate),
    );
    const margins = both(line.downstream, line.upstream, 'dB', ({ gauges }) => gauges.snrMargin);
    const parts = ['up', rates, margins && `SNR margin ${margins}`].filter(Boolean);
    return ok(`${parts.join(', ')} (downstream / upstream)`);
  },
};

/** `42.0 / 8.9 Mbit/s`; empty if neither direction has a value. */
function both(
  downstream: LineSide,
  upstream: LineSide,
  unit: string,
  valueOf: (side: LineSide) => number | undefined,
): string {
  const values = [downstream, upstream].map(valueOf);
  if (values.every((value) => value === undefined)) return '';
  return `${values.map((value) => value?.toFixed(1) ?? '?').join(' / ')} ${unit}`;
}
