import { setTimeout as sleep } from 'node:timers/promises';
import { adviceFor } from '../../../modem/src/advice.ts';
import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors } from '../../../modem/src/collectors/index.ts';
import type { ModemError } from '../../../modem/src/errors.ts';
import { parseReply, type Reply } from '../../../modem/src/parse.ts';
import { parseErrorPeriods } from '../../../modem/src/collectors/xdslcmd-periods.ts';
import { createModem, type Modem } from '../../../modem/src/read.ts';
import { telnetAddress } from '../../../modem/src/target.ts';
import { publishedPort } from '../../stack/services.mjs';
import { type Check, type CheckContext, failed, note, ok, readFailureCode, requireData } from '../check.ts';
import { describeErrorHistory } from '../error-history.ts';
import { MODEM_SECONDS, VALUES_ADVICE } from './modem.ts';

const group = 'Modem';

/** Longer than a scrape of the exporter, which takes about a second. */
const BUSY_RETRY_MS = 1500;

type Replies = ReadonlyMap<CollectorName, Reply>;

/** Whether the login succeeds. Runs all commands of a scrape in the same session. */
export const telnetLoginCheck: Check = {
  group,
  name: 'telnet login',
  needs: ['settings'],
  seconds: MODEM_SECONDS,
  async run(context, data, signal) {
    const target = requireData(data, 'target');
    const { telnet } = target;
    if (telnet === undefined) {
      return {
        status: 'ok',
        code: 'telnet-disabled',
        message: 'telnet is off: MODEM_TELNET is not set',
        blocks: true,
      };
    }
    const modem = createModem(target);
    try {
      const replies = await fetchWhenFree(modem, signal);
      const error = loginError(replies);
      if (error !== undefined) {
        const code = isBusy(error) ? 'telnet-busy' : readFailureCode('telnet', error.reason);
        return failed(code, error.message, telnetAdvice(context, error));
      }
      return ok(`logged in at ${telnetAddress(telnet)} as ${telnet.username}, and logged out`, { replies });
    } finally {
      await modem.close();
    }
  },
};

/** Retries while the modem is busy: the session may be the exporter's own scrape. */
async function fetchWhenFree(modem: Modem, signal: AbortSignal): Promise<Replies> {
  for (;;) {
    const replies = new Map<CollectorName, Reply>();
    for (const [name, reply] of modem.fetch(commandCollectors, signal)) replies.set(name, await reply);
    const error = loginError(replies);
    if (error === undefined || !isBusy(error)) return replies;
    const waited = await sleep(BUSY_RETRY_MS, true, { signal }).catch(() => false);
    if (!waited) return replies;
  }
}

/** Why no command could run. */
function loginError(replies: Replies): ModemError | undefined {
  for (const reply of replies.values()) if (!reply.ok && reply.loggedIn !== true) return reply.error;
  return undefined;
}

/** The modem refused the session before the login, with a message or without. */
const isBusy = (error: ModemError): boolean =>
  error.reason === 'busy' ||
  (error.reason === 'reset' && error.message.includes('waiting for the login prompt'));

function telnetAdvice({ usesMockModem, settings }: CheckContext, error: ModemError): string {
  if (isBusy(error)) return adviceFor('xdslcmd_stats', 'busy');
  if (usesMockModem && error.reason === 'connect') {
    return `Check that the mock modem runs. Its telnet shell is published at port ${publishedPort('mockTelnet', settings)}.`;
  }
  return adviceFor('xdslcmd_stats', error);
}

/** Whether the outputs of the commands can be read. */
export const lineStatisticsCheck: Check = {
  group,
  name: 'line statistics',
  needs: ['telnet login'],
  async run(_context, data) {
    const replies = requireData(data, 'replies');
    const results = commandCollectors.flatMap((collector) => {
      const reply = replies.get(collector.name);
      return reply === undefined ? [] : [{ collector, outcome: parseReply(collector, reply) }];
    });
    const telnetLine = results
      .map(({ outcome }) => (outcome.ok ? outcome.parsed.data.line : undefined))
      .find((line) => line !== undefined);
    const found = telnetLine && { telnetLine };
    const errors = results.flatMap(({ collector, outcome }) =>
      outcome.ok ? [] : [{ collector, error: outcome.error }],
    );
    const messages = errors
      .map(({ collector, error }) => `${collector.source.command}: ${error.message}`)
      .join('\n');
    const main = errors.find(({ collector }) => collector.name === 'xdslcmd_stats')?.error;
    if (main !== undefined) {
      return failed(readFailureCode('telnet', main.reason), messages, adviceFor('xdslcmd_stats', main));
    }
    if (errors.length > 0) {
      const advice = 'The values of this command are left out; the line statistics are published.';
      return note('command-unreadable', messages, advice, found);
    }
    const problems = results.flatMap(({ outcome }) => (outcome.ok ? outcome.parsed.problems : []));
    if (problems.length > 0) {
      const text = problems.map(({ message }) => message).join('\n');
      return note('values-unreadable', text, VALUES_ADVICE, found);
    }
    const titles = commandCollectors.map(({ title }) => title.replace(/ \(.*/, '').toLowerCase());
    return ok(`read ${titles.join(', ')}`, found);
  },
};

/** What the driver counted in its own periods: what happened to the line before anything watched it. */
export const errorHistoryCheck: Check = {
  group,
  name: 'error history',
  needs: ['line statistics'],
  async run(_context, data) {
    const reply = requireData(data, 'replies').get('xdslcmd_stats');
    const { periods } = parseErrorPeriods(reply?.ok === true ? reply.text : '');
    const lines = describeErrorHistory(periods, data.telnetLine?.uptime);
    return ok(
      lines.length === 0 ? 'the driver has none; it prints it only while the line is up' : lines.join('\n'),
    );
  },
};
