import { hostname } from 'node:os';
import { isAbsolute, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { readSettings } from '../stack/settings.mjs';
import { createModem } from '../../modem/src/read.ts';
import { telnetAddress } from '../../modem/src/target.ts';
import { DiskError, onDisk, realFiles } from './files.ts';
import { judgeFirstReading, NotRecordableError } from './first-reading.ts';
import { maskReading } from './frame.ts';
import { householdRules } from './masking/household.ts';
import { createMaskTally } from './masking/tally.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { logProgress, terminalProgress } from './progress.ts';
import { readModem } from './reading.ts';
import { record } from './record.ts';
import { sayNumbers, summarise } from './summary.ts';
import { sayFrame, shortTime } from './words.ts';
import { createRecordingWriter, FullRecordingError, type RecordingWriter } from './writer.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Ended before there was anything to keep, as a shell reports Ctrl-C. */
const INTERRUPTED = 130;

const options = await optionsOrExit();
const { target, forSeconds, everySeconds } = options;
// npm changes to the project's folder; a path is meant from where the person is.
const folder = resolve(process.env['INIT_CWD'] ?? '.', options.out);
const modem = createModem(target);
const pageAddress = modem.addressOf('xdsl_status');
const rules = householdRules(target, hostname());
const tally = createMaskTally();
const write = (text: string): void => void process.stdout.write(text);
const view = process.stdout.isTTY
  ? terminalProgress(forSeconds, write, () => process.stdout.columns || 80)
  : logProgress(forSeconds, write);

// Nobody may be reading any more what it says; what it records counts.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const interrupted = new AbortController();
let interruptedAt = 0;
const interrupt = (): void => {
  // One Ctrl-C comes twice: from the terminal, and from npm, which passes it on.
  if (interrupted.signal.aborted && seconds() - interruptedAt > 1) process.exit(INTERRUPTED);
  interruptedAt ||= seconds();
  interrupted.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

const seconds = (): number => performance.now() / 1000;
const startedAt = seconds();
const ticking = setInterval(() => view.tick(seconds() - startedAt), 1000);
let writer: RecordingWriter | undefined;
let problem: Error | undefined;
let isMade = false;

try {
  await onDisk(folder, realFiles.makeFolder(folder));
  isMade = true;
  view.say(
    `Recording ${pageAddress}${target.telnet ? ` and telnet ${telnetAddress(target.telnet)}` : ''} for ${shortTime(forSeconds)}, ` +
      `every ${shortTime(everySeconds)}. Ctrl-C ends it and keeps what is there.`,
  );
  await record({
    read: (signal) => readModem(modem, collectorsFor(target), target.timeoutSeconds, signal),
    judgeFirst: (reading) => {
      for (const remark of judgeFirstReading(reading, pageAddress)) view.say(`Note: ${remark}.`);
    },
    mask: (reading) => maskReading(reading, rules, tally),
    writer: async () =>
      (writer = createRecordingWriter(folder, { ...options, numbers: () => sayNumbers(tally) }, realFiles)),
    forSeconds,
    everySeconds,
    clock: {
      now: seconds,
      sleep: (time, signal) => wait(Math.max(time, 0) * 1000, undefined, { signal }).catch(() => undefined),
    },
    signal: interrupted.signal,
    onFrame: ({ at, frame }) => {
      const frames = writer?.frames ?? 0;
      view.frame({ at, frames, words: sayFrame(frame), masked: tally.total });
    },
  });
} catch (error) {
  if (!isForPeople(error)) throw error;
  problem = error;
} finally {
  clearInterval(ticking);
  await modem.close();
  view.close();
}
if (problem !== undefined) process.stderr.write(`${problem.message}\n`);
if (writer !== undefined && writer.frames > 0) {
  const { frames, merged, bytes } = writer;
  const cutShort = problem !== undefined || interrupted.signal.aborted;
  for (const line of summarise({ path: pathForPeople(), frames, merged, bytes, cutShort, tally })) {
    process.stdout.write(`${line}\n`);
  }
} else if (isMade) await realFiles.removeFolder(folder);
if (problem !== undefined) process.exitCode = 1;
else if (writer === undefined) process.exitCode = INTERRUPTED;

/** With a slash in it: a bare name would be that of a recording that comes with the mock modem. */
function pathForPeople(): string {
  const inside = relative(ROOT, folder);
  return inside.startsWith('..') || isAbsolute(inside) ? folder : `./${inside}`;
}

async function optionsOrExit(): Promise<Options> {
  try {
    const read = readOptions(process.argv.slice(2), await readSettings(ROOT, process.env), new Date());
    if (read !== undefined) return read;
    process.stdout.write(USAGE);
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nnpm run record -- --help tells how it is used.\n`);
    return process.exit(2);
  }
}

function isForPeople(error: unknown): error is Error {
  return (
    error instanceof NotRecordableError || error instanceof DiskError || error instanceof FullRecordingError
  );
}
