import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { sleep } from './services.ts';

/** How one probe ended. */
interface ProbeOutcome {
  /** Time from the moment at which it was due to the last byte, in ms. */
  readonly milliseconds: number;
  /** `hg612_up`; undefined for a response without it, or none. */
  readonly up: boolean | undefined;
  /** Why there was no response; empty otherwise. */
  readonly error: string;
}

interface Load {
  /** URLs, one per modem, each probed once per interval. */
  readonly urls: readonly string[];
  readonly intervalMs: number;
  readonly seconds: number;
  readonly timeoutSeconds: number;
  /** Called as each probe ends, with the index of its URL. */
  readonly onOutcome: (index: number, outcome: ProbeOutcome) => void;
}

/** Probes the modems, evenly spread over the interval, as Prometheus does; a slow probe does not delay the next one. */
export async function probeEvenly({
  urls,
  intervalMs,
  seconds,
  timeoutSeconds,
  onOutcome,
}: Load): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const startedAt = performance.now();
  const count = Math.round((urls.length * seconds * 1000) / intervalMs);
  const probes: Promise<void>[] = [];
  for (let number = 0; number < count; number += 1) {
    const dueAt = startedAt + (number * intervalMs) / urls.length;
    await sleep(Math.max(0, dueAt - performance.now()));
    const index = number % urls.length;
    const probe = probeOnce(urls[index] ?? '', agent, timeoutSeconds).then(({ up, error }) =>
      onOutcome(index, { up, error, milliseconds: performance.now() - dueAt }),
    );
    probes.push(probe);
  }
  await Promise.all(probes);
  agent.destroy();
}

function probeOnce(
  url: string,
  agent: Agent,
  timeoutSeconds: number,
): Promise<Pick<ProbeOutcome, 'up' | 'error'>> {
  const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': String(timeoutSeconds) };
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ up: undefined, error: error.message });
    get(url, { agent, headers, signal }, (response) => {
      text(response).then((body) => {
        if (response.statusCode !== 200) return failed(new Error(`status ${response.statusCode}: ${body}`));
        const [, value] = /^hg612_up (\d)$/m.exec(body) ?? [];
        if (value === undefined) return failed(new Error('no hg612_up'));
        return resolve({ up: value === '1', error: '' });
      }, failed);
    }).on('error', failed);
  });
}
