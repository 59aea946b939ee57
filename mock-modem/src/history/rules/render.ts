import { END } from '../open-metrics.ts';
import { type HistoryOptions, renderHistory } from '../render.ts';
import { evaluateRules, isWritten } from './evaluate.ts';
import { inOrder, metricsOf, type Rule } from './rule-files.ts';
import type { RuleServer } from './rule-server.ts';
import { createScrapeWriter } from './scrapes.ts';

/** Seconds: more than the default length of the history needs more memory than the server has. */
const MAX_LENGTH = 31 * 86_400;

/**
 * The history with the alerts of its last 31 days at most.
 *
 * @param server without data
 * @yields OpenMetrics text, with an end marker
 */
export async function* renderWithAlerts(
  options: HistoryOptions,
  rules: readonly Rule[],
  server: RuleServer,
): AsyncIterable<string> {
  const ordered = inOrder(rules, isWritten);
  const write = createScrapeWriter(server, options.target, metricsOf(ordered));
  // Before the first scrape, the alert on an absent exporter would fire.
  let first: number | undefined;
  const onScrape: typeof write = (observation, time) => {
    if (time < options.to - MAX_LENGTH) return;
    first ??= time;
    write(observation, time);
  };
  for (const scrape of renderHistory({ ...options, onScrape })) {
    if (scrape === END) break;
    yield scrape;
    await server.sendFull();
  }
  await server.send();
  yield* evaluateRules(server, ordered, first ?? options.to, options.to);
  yield END;
}
