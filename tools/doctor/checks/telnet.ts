import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandCollector, Parsed } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors } from '../../../modem/src/collectors/commands.ts';
import { ModemError } from '../../../modem/src/errors.ts';
import { adviceFor, collectorWords } from '../../../exporter/src/web/landing/words.ts';
import { createTelnetModem, type TelnetModem } from '../../../modem/src/transport/telnet/shell.ts';
import { type Check, failed, type Finding, known, note, ok, type Patient } from '../check.ts';
import { MODEM_SECONDS } from './modem.ts';

const group = 'Modem';

/** A scrape of the exporter's takes about a second; whoever else is logged in, takes longer. */
const BUSY_RETRY_MS = 1500;

type Outputs = ReadonlyMap<CommandCollector, string | ModemError>;

/** Whether the shell lets us in. One session, in which everything is asked that the exporter asks. */
export const telnetLoginCheck: Check = {
  group,
  name: 'telnet login',
  needs: ['settings'],
  seconds: MODEM_SECONDS,
  async run(patient, learnt, signal) {
    const { telnet } = known(learnt, 'config');
    if (telnet === undefined) {
      return { ...ok('off: MODEM_TELNET is not set'), blocks: true };
    }
    const modem = createTelnetModem(telnet);
    try {
      const outputs = await askUntilFree(modem, signal);
      return ok(`logged in at ${modem.address} as ${telnet.username}, asked, and logged out`, { outputs });
    } catch (error) {
      if (!(error instanceof ModemError)) throw error;
      return failed(error.message, telnetAdvice(patient, error));
    } finally {
      await modem.close();
    }
  },
};

/** The exporter's own scrape may be what the modem is busy with: that is over soon. */
async function askUntilFree(modem: TelnetModem, signal: AbortSignal): Promise<Outputs> {
  for (;;) {
    try {
      return await askAll(modem, signal);
    } catch (error) {
      if (!isBusy(error)) throw error;
      const waited = await sleep(BUSY_RETRY_MS, true, { signal }).catch(() => false);
      if (!waited) throw error;
    }
  }
}

function askAll(modem: TelnetModem, signal: AbortSignal): Promise<Outputs> {
  return modem.withShell(signal, async (shell) => {
    const outputs = new Map<CommandCollector, string | ModemError>();
    for (const collector of commandCollectors) {
      try {
        outputs.set(collector, await shell.run(collector.command));
      } catch (error) {
        if (!(error instanceof ModemError)) throw error;
        outputs.set(collector, error);
      }
    }
    return outputs;
  });
}

/** A refusal before anything was typed, with words or without. */
const isBusy = (error: unknown): boolean =>
  error instanceof ModemError &&
  ((error.reason === 'login' && error.message.includes('expected a login prompt')) ||
    (error.reason === 'reset' && error.message.includes('waiting for the login prompt')));

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
    const read = [...known(learnt, 'outputs')].map(([collector, output]) => ({
      collector,
      result: output instanceof ModemError ? output : parse(collector, output),
    }));
    const shellLine = read
      .map(({ result }) => (result instanceof ModemError ? undefined : result.told.line))
      .find((line) => line !== undefined);
    const found = shellLine && { shellLine };
    const errors = read.flatMap(({ collector, result }) =>
      result instanceof ModemError ? [{ collector, error: result }] : [],
    );
    const lines = errors.map(({ collector, error }) => `${collector.command}: ${error.message}`);
    const first = errors.find(({ collector }) => collector.name === 'xdslcmd_stats');
    if (first !== undefined) return failed(lines.join('\n'), adviceFor('xdslcmd_stats', first.error.reason));
    const problems = read.flatMap(({ result }) => (result instanceof ModemError ? [] : result.problems));
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
  const what = commandCollectors.map(({ name }) => collectorWords[name].replace(/ \(.*/, '').toLowerCase());
  return ok(`${what.join(', ')}: all can be read`, found);
}

function parse(collector: CommandCollector, output: string): Parsed | ModemError {
  try {
    return collector.parse(output);
  } catch (error) {
    if (error instanceof ModemError) return error;
    throw error;
  }
}
