import { collectors, spectrumCollectors } from '../../modem/src/collectors/index.ts';
import { xdslcmdStats } from '../../modem/src/collectors/xdslcmd-stats.ts';
import type { LineStatus } from '../../modem/src/line/status.ts';
import { parseText } from '../../modem/src/parse.ts';
import type { Replies } from './read.ts';

/** The tables per tone. Other commands are part of every read. */
export const toneCollectors = spectrumCollectors.filter((collector) => !collectors.includes(collector));

/** Seconds between two reads of the tables, which have up to 300 KB and take a modem seconds. */
const TONES_EVERY = 3600;
/** Timeout of the tables, seconds. */
export const TONES_TIMEOUT = 30;

/** Reads the modem once. */
type Read = (signal: AbortSignal) => Promise<Replies>;

/**
 * Adds the tables per tone to the reads of a modem: of the first one, after each resync and each change of the line's
 * state, and every hour. Other reads repeat the last tables.
 *
 * @param now Monotonic time in seconds.
 */
export function withTones(read: Read, readTones: Read, now: () => number): Read {
  let last: { at: number; status: LineStatus | undefined; tables: Replies } | undefined;

  return async (signal) => {
    const replies = await read(signal);
    const status = statusOf(replies);
    // Without statistics it is unknown whether the last tables still apply.
    if (status === undefined || signal.aborted) return replies;
    const isCurrent = last !== undefined && now() - last.at < TONES_EVERY && isSameSync(last.status, status);
    if (last === undefined || !isCurrent) {
      const tables = await readTones(signal);
      // A table that could not be read is missing in this frame; the next one does not repeat the failure.
      last = { at: now(), status, tables: new Map([...tables].filter(([, reply]) => reply.ok)) };
      return new Map([...replies, ...tables]);
    }
    last = { ...last, status };
    return new Map([...replies, ...last.tables]);
  };
}

function statusOf(replies: Replies): LineStatus | undefined {
  const reply = replies.get(xdslcmdStats.name);
  if (reply?.ok !== true) return undefined;
  const outcome = parseText(xdslcmdStats, reply.text);
  return outcome.ok ? outcome.parsed.data.line : undefined;
}

/** Whether the line stayed in one state, and did not synchronise again in between. */
const isSameSync = (before: LineStatus | undefined, now: LineStatus): boolean =>
  before?.state === now.state && (now.uptime ?? 0) >= (before.uptime ?? 0);
