import { ignoreClosedPipe } from '../../lib/closed-pipe.mjs';
import { hostname } from 'node:os';
import { isAbsolute, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { createModem } from '../../modem/src/read.ts';
import { telnetAddress } from '../../modem/src/target.ts';
import { refusal, UsageError } from '../../lib/command-line.mjs';
import { EnvFileError } from '../stack/env-file.mjs';
import { ROOT } from '../stack/root.mjs';
import { envFileWarnings, readSettings } from '../stack/settings.mjs';
import { describeFrame, formatDuration } from './describe.ts';
import { DiskError, fileSystem, withPath } from './files.ts';
import { checkFirstRead, NotRecordableError } from './first-read.ts';
import { createFrame } from './frame.ts';
import { maskRulesFor } from './masking/known-texts.ts';
import { createMaskSummary } from './masking/summary.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { logProgress, terminalProgress } from './progress.ts';
import { readModem, type Replies } from './read.ts';
import { record } from './record.ts';
import { describeNumbers, summarise } from './summary.ts';
import { TONES_TIMEOUT, toneCollectors, withTones } from './tones.ts';
import { createRecordingWriter, FullRecordingError, type RecordingWriter } from './writer.ts';

/** Interrupted before the first frame; what a shell reports for Ctrl-C. */
const INTERRUPTED = 130;

const options = await optionsOrExit();
const { target, forSeconds, everySeconds } = options;
// npm changes to the project directory; paths are relative to the user's.
const folder = resolve(process.env['INIT_CWD'] ?? '.', options.out);
const modem = createModem(target);
const rules = maskRulesFor(target, hostname());
const masked = createMaskSummary();
const write = (text: string): void => void process.stdout.write(text);
const view = process.stdout.isTTY
  ? terminalProgress(forSeconds, write, () => process.stdout.columns || 80)
  : logProgress(forSeconds, write);

ignoreClosedPipe(process.stdout);

const interrupted = new AbortController();
let interruptedAt = 0;
const interrupt = (): void => {
  // One Ctrl-C arrives twice: from the terminal, and from npm, which forwards it.
  if (interrupted.signal.aborted && seconds() - interruptedAt > 1) process.exit(INTERRUPTED);
  interruptedAt ||= seconds();
  interrupted.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

const readLine = (signal: AbortSignal): Promise<Replies> =>
  readModem(modem, collectorsFor(target.telnet !== undefined), target.timeoutSeconds, signal);
const readTones = (signal: AbortSignal): Promise<Replies> =>
  readModem(modem, toneCollectors, TONES_TIMEOUT, signal);

const seconds = (): number => performance.now() / 1000;
const startedAt = seconds();
const ticker = setInterval(() => view.tick(seconds() - startedAt), 1000);
let writer: RecordingWriter | undefined;
let problem: Error | undefined;
let hasFolder = false;

try {
  await withPath(folder, fileSystem.createFolder(folder));
  hasFolder = true;
  const addresses = [
    modem.addressOf('xdsl_status'),
    target.telnet && `telnet ${telnetAddress(target.telnet)}`,
  ];
  view.message(
    `Recording ${addresses.filter(Boolean).join(' and ')} for ${formatDuration(forSeconds)}, ` +
      `every ${formatDuration(everySeconds)}. Ctrl-C ends the recording and keeps the frames so far.`,
  );
  await record({
    read: target.telnet === undefined ? readLine : withTones(readLine, readTones, seconds),
    checkFirst: (replies) => {
      for (const note of checkFirstRead(replies, modem)) view.message(`Note: ${note}`);
    },
    frameOf: (replies) => createFrame(replies, rules, masked),
    createWriter: async () => {
      const { title, about } = options;
      const texts = { title, about, numbers: () => describeNumbers(masked) };
      writer = createRecordingWriter(folder, texts, fileSystem);
      return writer;
    },
    forSeconds,
    everySeconds,
    clock: {
      now: seconds,
      sleep: (time, signal) => wait(Math.max(time, 0) * 1000, undefined, { signal }).catch(() => undefined),
    },
    signal: interrupted.signal,
    onFrame: ({ at, frame }) => {
      const frames = writer?.frames ?? 0;
      view.frame({ at, frames, description: describeFrame(frame), masked: masked.total });
    },
  });
} catch (error) {
  if (!isUserError(error)) throw error;
  problem = error;
} finally {
  clearInterval(ticker);
  await modem.close();
  view.close();
}
if (problem !== undefined) process.stderr.write(`${problem.message}\n`);
if (writer !== undefined && writer.frames > 0) {
  const { frames, merged, bytes } = writer;
  const incomplete = problem !== undefined || interrupted.signal.aborted;
  for (const line of summarise({ path: displayPath(), frames, merged, bytes, incomplete, masked })) {
    process.stdout.write(`${line}\n`);
  }
} else if (hasFolder) await fileSystem.removeFolder(folder);
if (problem !== undefined) process.exitCode = 1;
else if (writer === undefined) process.exitCode = INTERRUPTED;

/** Always contains a slash: RECORDING takes a name without one for a recording of the mock modem. */
function displayPath(): string {
  const inside = relative(ROOT, folder);
  return inside.startsWith('..') || isAbsolute(inside) ? folder : `./${inside}`;
}

async function optionsOrExit(): Promise<Options> {
  try {
    const read = readOptions(process.argv.slice(2), await readSettings(ROOT, process.env), new Date());
    if (read !== undefined) {
      for (const warning of envFileWarnings(ROOT, process.env)) process.stderr.write(`Warning: ${warning}\n`);
      return read;
    }
    process.stdout.write(USAGE);
    return process.exit(0);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(refusal(error.message, 'npm run record --'));
    } else if (error instanceof EnvFileError) process.stderr.write(`${error.message}\n`);
    else throw error;
    return process.exit(2);
  }
}

function isUserError(error: unknown): error is Error {
  return (
    error instanceof NotRecordableError || error instanceof DiskError || error instanceof FullRecordingError
  );
}
