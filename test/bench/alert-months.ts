import { optionsOrExit, refuse } from '../../lib/options.mjs';
import { createWriter, END } from '../../mock-modem/src/history/open-metrics.ts';
import { observationOf } from '../../mock-modem/src/history/observation.ts';
import type { ParameterValues } from '../../mock-modem/src/parameters.ts';
import type { LineKindName } from '../../mock-modem/src/simulator/line-kinds/kind.ts';
import { simulatedSource } from '../../mock-modem/src/simulator/source.ts';
import { metricNamesOf } from '../support/promql.ts';
import { alerts, recordings } from '../support/rules.ts';
import {
  type BackfilledPrometheus,
  backfilledPrometheus,
} from '../support/scenarios/backfilled-prometheus.ts';
import { expandRecordings, firings } from '../support/scenarios/conditions.ts';
import { countMessages, type FiringAlert } from '../support/scenarios/messages.ts';

interface MonthsOf {
  readonly name: string;
  readonly line: LineKindName;
  readonly scenario: string;
  readonly parameters?: ParameterValues;
  readonly past?: boolean;
}

const LINES: readonly MonthsOf[] = [
  { name: 'healthy-6db', line: 'vdsl2-ginp', scenario: 'steady' },
  { name: 'healthy-3db', line: 'vdsl2-ginp-3db', scenario: 'steady' },
  { name: 'interleaved', line: 'vdsl2-interleaved', scenario: 'steady' },
  { name: 'older-driver', line: 'vdsl2-older', scenario: 'steady' },
  { name: 'adsl2plus', line: 'adsl2plus', scenario: 'steady' },
  { name: 'noisy-evenings', line: 'vdsl2-ginp', scenario: 'evening-noise', parameters: { decibels: 4 } },
  { name: 'failing-joint', line: 'vdsl2-ginp', scenario: 'failing-joint' },
  { name: 'everyday', line: 'vdsl2-ginp', scenario: 'everyday', past: true },
];

const DAYS = 90;
const COMMAND = 'npm run bench:alerts --';
const USAGE = `npm run bench:alerts [-- <line> …]

How many messages a line causes in three months; the table in prometheus/README.md comes from here. For each kind of line:
${DAYS} simulated days in a real Prometheus, the condition of every alert queried once a minute, "for", "keep_firing_for" and
Alertmanager's inhibition applied. Takes some minutes per line. Needs Docker and an image of Prometheus.

  <line>       ${LINES.map(({ name }) => name).join(', ')}; all of them by default
  --help, -h   show this help

Environment: SEED (default 1), the seed of the simulated lines.`;
/** Scrape and evaluation interval, seconds. */
const STEP = 60;
/** Baselines over days change slowly. They are recorded once per half hour and held, which saves most of the time. */
const BASELINE_STEP = 1800;
/** Seven in the evening, when `evening-noise` begins. Unix seconds. */
const START = Date.UTC(2026, 2, 1, 19) / 1000;
const END_OF_TIME = START + DAYS * 86_400;
const SEED = Number(process.env['SEED'] ?? 1);

const watched = alerts.filter(({ labels }) => labels['layer'] !== 'stack');
const baselines = recordings.filter(({ expr }) => /\[(?:6|7|14)d\b/.test(expr));
const baselineNames = new Set(baselines.map(({ record }) => record));
/** The metrics that the rules read; a line has many more. */
const needed = new Set(
  [...watched, ...baselines].flatMap(({ expr }) => metricNamesOf(expandRecordings(expr))),
);

/** The scrapes of a line, and the end marker. */
function* scrapes({ name, line, scenario, parameters, past }: MonthsOf): Iterable<string> {
  const source = simulatedSource({
    line,
    seed: SEED,
    scenario,
    startedAt: START,
    ...(parameters && { parameters }),
    ...(past && { past }),
  });
  const write = createWriter({ job: 'hg612', instance: name });
  for (let moment = START; moment <= END_OF_TIME; moment += STEP) {
    const all = write(observationOf(source.answersAt(moment - START), true), moment).split('\n');
    yield `${all.filter((sample) => needed.has(sample.slice(0, sample.indexOf('{')))).join('\n')}\n`;
  }
  yield END;
}

/** The recorded baselines of a line, and the end marker. */
async function* baselineSamples(prometheus: BackfilledPrometheus): AsyncIterable<string> {
  const range = { from: START, to: END_OF_TIME, step: BASELINE_STEP };
  for (const { record, expr } of baselines) {
    for (const { labels, values } of await prometheus.query(expandRecordings(expr), range)) {
      // Some functions keep the name of the metric.
      const { __name__, ...own } = labels;
      const pairs = Object.entries(own).map(([label, value]) => `${label}="${value}"`);
      const series = `${record}{${pairs.join(',')}}`;
      for (const [moment, value] of values) {
        for (let held = moment; held < moment + BASELINE_STEP; held += STEP)
          yield `${series} ${value} ${held}\n`;
      }
    }
  }
  yield END;
}

/** Messages in {@link DAYS} days by alert. */
async function messagesOf(line: MonthsOf): Promise<ReadonlyMap<string, number>> {
  await using prometheus = await backfilledPrometheus();
  await prometheus.add(scrapes(line));
  await prometheus.add(baselineSamples(prometheus));
  const range = { from: START, to: END_OF_TIME, step: STEP };
  const found: FiringAlert[] = [];
  for (const alert of watched) {
    for (const { labels, moments } of await prometheus.heldAt(
      expandRecordings(alert.expr, baselineNames),
      range,
    )) {
      found.push({
        labels: { ...labels, ...alert.labels, alertname: alert.alert },
        firings: firings(alert, moments, STEP),
      });
    }
  }
  if (process.env['VERBOSE']) {
    for (const { labels, firings: times } of found) {
      for (const { from, to } of times.slice(0, 12)) {
        console.error(
          `${line.name} ${labels['alertname']} ${labels['direction'] ?? ''} ${new Date(from * 1000).toISOString()} ${(to - from) / 60} min`,
        );
      }
    }
  }
  return countMessages(found, STEP);
}

const { positionals: wanted } = optionsOrExit(COMMAND, USAGE, {}, Number.POSITIVE_INFINITY);
const names = LINES.map(({ name }) => name);
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined) {
  refuse(`Expected ${names.join(', ')}, found ${JSON.stringify(unknown)}`, COMMAND);
}
const chosen = LINES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const table = new Map<string, ReadonlyMap<string, number>>();
for (const line of chosen) table.set(line.name, await messagesOf(line));
console.log(`Messages in ${DAYS} days, a scrape and an evaluation every ${STEP} s, seed ${SEED}:\n`);
console.log(`| alert | severity | ${[...table.keys()].join(' | ')} |`);
console.log(`| --- | --- | ${[...table].map(() => '---:').join(' | ')} |`);
for (const { alert, labels } of watched) {
  const counts = [...table.values()].map((messages) => messages.get(alert) ?? 0);
  if (counts.some((count) => count > 0)) {
    console.log(`| ${alert} | ${labels['severity']} | ${counts.join(' | ')} |`);
  }
}
