import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { within } from '../../../lib/within.ts';
import { type LoadedWebConfig, loadWebConfig, type WebConfig, WebConfigError } from './load.ts';

/** The web configuration as its files are now. */
export interface CurrentWebConfig {
  /**
   * Reads the files again if one of them has changed. With a problem in them, or while they cannot be read in time, the
   * previous configuration stays in effect. Never rejects.
   */
  get(): Promise<WebConfig>;
  /** Whether the files as they are now could be read. */
  readonly isUpToDate: boolean;
}

/** A text that changes whenever one of the files does. */
export type Fingerprint = (files: readonly string[]) => Promise<string>;

/** A file system that does not respond, such as a network share, must not delay requests for longer. */
const MAX_WAIT_MS = 500;

/** How the files are watched. */
interface WatchOptions {
  /** What changes whenever a file does. */
  readonly fingerprint?: Fingerprint;
  /** How long a request waits for changed files at most. */
  readonly maxWaitMs?: number;
}

/**
 * Reads a web configuration file, and again whenever it or a file that it names has changed.
 *
 * @throws {WebConfigError} with every problem
 */
export async function openWebConfig(
  file: string,
  log: Logger,
  { fingerprint = fingerprintOf, maxWaitMs = MAX_WAIT_MS }: WatchOptions = {},
): Promise<CurrentWebConfig> {
  let { state, seen } = await read([file]);
  if (state.config === undefined) throw new WebConfigError(state.problems);
  let config = state.config;
  let problems: readonly string[] = [];
  let running: Promise<void> | undefined;

  /** Notes the state of the files before it reads them: a change in the meantime is found the next time. */
  async function read(files: readonly string[]): Promise<{ state: LoadedWebConfig; seen: string }> {
    const before = await fingerprint(files);
    const loaded = await loadWebConfig(file);
    const isSame = loaded.files.join('\n') === files.join('\n');
    return isSame ? { state: loaded, seen: before } : read(loaded.files);
  }

  async function update(): Promise<void> {
    if ((await fingerprint(state.files)) === seen) return;
    ({ state, seen } = await read(state.files));
    problems = state.problems;
    if (state.config !== undefined && (state.config.tls === undefined) !== (config.tls === undefined)) {
      problems = [`${file}: TLS cannot be switched on or off without a restart`];
    } else if (state.config !== undefined) {
      config = state.config;
    }
    if (problems.length === 0) log.info({ file }, 'the web configuration has been read again');
    else
      log.error({ file, problems }, 'the web configuration has problems; the previous one stays in effect');
  }

  return {
    async get() {
      running ??= update()
        .catch((error: unknown) => {
          problems = [`${file}: internal error`];
          log.error(
            { file, err: error },
            'the web configuration cannot be read; the previous one stays in effect',
          );
        })
        .finally(() => {
          running = undefined;
        });
      await within(running, maxWaitMs);
      return config;
    },
    get isUpToDate() {
      return problems.length === 0;
    },
  };
}

/** Changes whenever one of the files does, also when a symbolic link on the way is replaced. */
async function fingerprintOf(files: readonly string[]): Promise<string> {
  const states = await Promise.all(
    files.map((file) =>
      stat(file, { bigint: true }).then(
        ({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(' '),
        ({ code }: NodeJS.ErrnoException) => code,
      ),
    ),
  );
  return states.join('\n');
}
