import type { ReadResult } from '../../../modem/src/read.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import { observationOf } from '../../../mock-modem/src/history/observation.ts';
import { createWriter, END } from '../../../mock-modem/src/history/open-metrics.ts';
import { expectedAlerts, type Expectation } from '../expected-alerts.ts';
import type { LineKindName } from '../../../mock-modem/src/simulator/line-kinds/kind.ts';
import { lineScenarioNames } from '../../../mock-modem/src/simulator/line-scenarios/index.ts';
import { simulatedSource } from '../../../mock-modem/src/simulator/source.ts';
import { readFaulty, repeatRead } from './faulty-read.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A Wednesday afternoon, hours before the margin drops in the evening. Unix seconds. */
export const END_OF_TIME = Date.UTC(2026, 2, 4, 15) / 1000;
/** Start of the scenarios, early enough for every alert to fire. */
export const SCENARIOS_FROM = END_OF_TIME - 100 * MINUTE;
const START = END_OF_TIME - 8 * DAY;
const SCRAPE_INTERVAL = 30;

/** Rules use rates over a day and averages over a week. Alerts are queried since {@link SCENARIOS_FROM}. */
function stepAt(moment: number): number {
  if (moment >= SCENARIOS_FROM) return SCRAPE_INTERVAL;
  return moment < SCENARIOS_FROM - 26 * HOUR ? HOUR : 5 * MINUTE;
}

/** The `instance` of a row. */
export const instanceOf = (expectation: Expectation): string =>
  `${expectation.scenario}-${expectedAlerts.indexOf(expectation)}:9612`;

interface Moment {
  readonly moment: number;
  readonly observation: Observation;
}

const lineOf = ({ line = 'vdsl2-ginp' }: Expectation): LineKindName => line;

/** When the scenario of a row starts, Unix seconds. */
const startOf = ({ hours }: Expectation): number =>
  hours === undefined ? SCENARIOS_FROM : END_OF_TIME - hours * HOUR;

const steady = (line: LineKindName) =>
  simulatedSource({ line, seed: 1, scenario: 'steady', startedAt: START });

/** Eight days of a steady line, common to all rows with that line. */
function past(line: LineKindName): Moment[] {
  const source = steady(line);
  const moments: Moment[] = [];
  for (let moment = START; moment < SCENARIOS_FROM; moment += stepAt(moment)) {
    moments.push({ moment, observation: observationOf(source.answersAt(moment - START), true) });
  }
  return moments;
}

/** The scrapes of a row from the start of its scenario. */
function present(row: Expectation, fault: ReadResult | undefined): Moment[] {
  const { scenario, parameters = {} } = row;
  const playsOnLine = fault === undefined;
  const from = startOf(row);
  const source = steady(lineOf(row)).switchTo(
    playsOnLine ? scenario : 'steady',
    playsOnLine ? parameters : {},
    from - START,
  );
  const moments: Moment[] = [];
  for (let moment = from; moment <= END_OF_TIME; moment += stepAt(moment)) {
    const answers = source.answersAt(moment - from);
    const observation = fault === undefined ? observationOf(answers, true) : repeatRead(fault, answers);
    moments.push({ moment, observation });
  }
  return moments;
}

/** The samples of the contract of a row, which the exporter publishes with every read. */
const contractOf = (expectation: Expectation, moment: number): string =>
  Object.entries(expectation.guaranteed ?? {})
    .map(([direction, megabits]) => {
      const labels = `job="hg612",instance="${instanceOf(expectation)}",direction="${direction}",kind="guaranteed"`;
      return `hg612_contract_sync_rate_bytes_per_second{${labels}} ${megabits * 125_000} ${moment}\n`;
    })
    .join('');

/**
 * OpenMetrics text for one Prometheus with a line per row, each with a week of history.
 *
 * @yields one scrape at a time
 */
export async function* simulatedSeries(): AsyncIterable<string> {
  // Reads have a timeout, so they come before the computation, which would delay them.
  const faults = await Promise.all(
    expectedAlerts.map(async (row) =>
      lineScenarioNames.includes(row.scenario) ? undefined : await readFaulty(row),
    ),
  );
  const pasts = new Map([...new Set(expectedAlerts.map(lineOf))].map((line) => [line, past(line)]));
  for (const [index, expectation] of expectedAlerts.entries()) {
    const write = createWriter({ job: 'hg612', instance: instanceOf(expectation) });
    const before = pasts.get(lineOf(expectation))!.filter(({ moment }) => moment < startOf(expectation));
    for (const { observation, moment } of [...before, ...present(expectation, faults[index])]) {
      yield write(observation, moment) + contractOf(expectation, moment);
    }
  }
  yield END;
}
