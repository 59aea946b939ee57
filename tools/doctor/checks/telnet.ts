import { setTimeout as sleep } from 'node:timers/promises';
import { adviceFor } from '../../../modem/src/advice.ts';
import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors } from '../../../modem/src/collectors/index.ts';
import type { ModemError } from '../../../modem/src/errors.ts';
import { parseReply, type Reply } from '../../../modem/src/parse.ts';
import { createModem, type Modem } from '../../../modem/src/read.ts';
import { telnetAddress } from '../../../modem/src/target.ts';
import { type Check, failed, type Finding, known, note, ok, type Patient } from '../check.ts';
import { MODEM_SECONDS } from './modem.ts';

const group = 'Modem';

/** A scrape of the exporter's takes about a second; whoever else is logged in, takes longer. */
const BUSY_RETRY_MS = 1500;

/** Whether the shell lets us in. One session, in which everything is asked that the exporter asks. */
export const telnetLoginCheck: Check = {
  group,
  name: 'telnet login',
  needs: ['settings'],
  seconds: MODEM_SECONDS,
  async run(patient, learnt, signal) {
    const { target } = known(learnt, 'config');
    const { telnet } = target;
    if (telnet === undefined) {
      return { ...ok('off: MODEM_TELNET is not set'), blocks: true };
    }
    const modem = createModem(target);
    try {
      const replies = await fetchUntilFree(modem, signal);
      const refusal = loginError(replies);
      if (refusal !== undefined) return failed(refusal.message, telnetAdvice(patient, refusal));
      return ok(`logged in at ${telnetAddress(telnet)} as ${telnet.username}, asked, and logged out`, {
        replies,
      });
    } finally {
      await modem.close();
    }
  },
};

/** The exporter's own scrape may be what the modem is busy with: that is over soon. */
async function fetchUntilFree(modem: Modem, signal: AbortSignal): Promise<ReadonlyMap<CollectorName, Reply>> {
  for (;;) {
    const pending = modem.fetch(commandCollectors, signal);
    const replies = new Map<CollectorName, Reply>();
    for (const [name, reply] of pending) replies.set(name, await reply);
    const refusal = loginError(replies);
    if (refusal === undefined || !isBusy(refusal)) return replies;
    const waited = await sleep(BUSY_RETRY_MS, true, { signal }).catch(() => false);
    if (!waited) return replies;
  }
}

/** Why there was no session in which commands could run. */
function loginError(replies: ReadonlyMap<CollectorName, Reply>): ModemError | undefined {
  for (const reply of replies.values()) if (!reply.ok && reply.loggedIn !== true) return reply.error;
  return undefined;
}

/** A refusal before anything was typed, with words or without. */
const isBusy = (error: ModemError): boolean =>
  (error.reason === 'login' && error.message.includes('expected a login prompt')) ||
  (error.reason === 'reset' && error.message.includes('waiting for the login prompt'));

function telnetAdvice({ mocked }: Patient, error: ModemError): string {
  if (isBusy(error)) {
    return (
      'Somebody else is logged in, or was not logged out: the modem serves one session at a time. End that session ' +
      '(DSLstats and the like hold one for good), or restart the modem.'
    );
  }
  if (mocked && error.reason === 'connect') {
    return 'Is the mock modem running? Its telnet shell is published at MOCK_MODEM_TELNET_PORT (2323).';
  }
  return adviceFor('xdslcmd_stats', error.reason);
}

/** Whether what the shell says can be read. */
export const lineStatisticsCheck: Check = {
  group,
  name: 'line statistics',
  needs: ['telnet login'],
  async run(_patient, learnt) {
    const replies = known(learnt, 'replies');
    const read = commandCollectors.flatMap((collector) => {
      const reply = replies.get(collector.name);
      return reply === undefined ? [] : [{ collector, outcome: parseReply(collector, reply) }];
    });
    const shellLine = read
      .map(({ outcome }) => (outcome.ok ? outcome.parsed.data.line : undefined))
      .find((line) => line !== undefined);
    const found = shellLine && { shellLine };
    const errors = read.flatMap(({ collector, outcome }) =>
      outcome.ok ? [] : [{ collector, error: outcome.error }],
    );
    const lines = errors.map(({ collector, error }) => `${collector.source.command}: ${error.message}`);
    const first = errors.find(({ collector }) => collector.name === 'xdslcmd_stats');
    if (first !== undefined) return failed(lines.join('\n'), adviceFor('xdslcmd_stats', first.error.reason));
    const problems = read.flatMap(({ outcome }) => (outcome.ok ? outcome.parsed.problems : []));
    return tellRest(
      lines,
      problems.map(({ message }) => message),
      found,
    );
  },
};

function tellRest(unread: readonly string[], problems: readonly string[], found = {}): Finding {
  if (unread.length > 0) {
    return note(
      unread.join('\n'),
      'The line statistics are there all the same; this alone is left out.',
      found,
    );
  }
  if (problems.length > 0) {
    return note(
      problems.join('\n'),
      'These values are left out, the others are published. A recording helps to read them: docs/recording.md.',
      found,
    );
  }
  const what = commandCollectors.map(({ title }) => title.replace(/ \(.*/, '').toLowerCase());
  return ok(`${what.join(', ')}: all can be read`, found);
}
