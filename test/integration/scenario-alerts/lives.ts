import type { ReadResult } from '../../../exporter/src/scrape/shared-read.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import { observationOf } from '../../../mock-modem/src/history/observation.ts';
import { createWriter, END } from '../../../mock-modem/src/history/open-metrics.ts';
import { expectedAlerts, type Expectation } from '../../contract/expected-alerts.ts';
import { lineScenarioNames } from '../../../mock-modem/src/simulator/scenarios.ts';
import { simulatedSource } from '../../../mock-modem/src/simulator/source.ts';
import { readFaulty, repeatRead } from './faulty-read.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** An ordinary Wednesday afternoon; the evening's dip is still some hours off. Unix seconds. */
export const END_OF_TIME = Date.UTC(2026, 2, 4, 15) / 1000;
/** When all lines begin to play what they play: long enough for every alert to make up its mind. */
export const SCENARIOS_FROM = END_OF_TIME - 100 * MINUTE;
const BEGINNING = END_OF_TIME - 8 * DAY;
const SCRAPE_INTERVAL = 30;

/** Rates are looked at a day back, averages a week. */
const stepAt = (moment: number): number => (moment < SCENARIOS_FROM - 26 * HOUR ? HOUR : 5 * MINUTE);

/** The label by which a row of the table is known to Prometheus. */
export const instanceOf = (expectation: Expectation): string =>
  `${expectation.scenario}-${expectedAlerts.indexOf(expectation)}:9612`;

interface Moment {
  readonly moment: number;
  readonly observation: Observation;
}

const steady = () =>
  simulatedSource({ line: 'vdsl2-ginp', seed: 1, scenario: 'steady', startedAt: BEGINNING });

/** Eight days of a quiet line, the same for all. */
function past(): Moment[] {
  const source = steady();
  const moments: Moment[] = [];
  for (let moment = BEGINNING; moment < SCENARIOS_FROM; moment += stepAt(moment)) {
    moments.push({ moment, observation: observationOf(source.frameAt(moment - BEGINNING), true) });
  }
  return moments;
}

/** What a row's line or modem is like from then on, scrape by scrape. */
function present({ scenario, parameters = {} }: Expectation, fault: ReadResult | undefined): Moment[] {
  const isOfTheLine = fault === undefined;
  const source = steady().switchTo(
    isOfTheLine ? scenario : 'steady',
    isOfTheLine ? parameters : {},
    SCENARIOS_FROM - BEGINNING,
  );
  const moments: Moment[] = [];
  for (let moment = SCENARIOS_FROM; moment <= END_OF_TIME; moment += SCRAPE_INTERVAL) {
    const frame = source.frameAt(moment - SCENARIOS_FROM);
    const observation = fault === undefined ? observationOf(frame, true) : repeatRead(fault, frame);
    moments.push({ moment, observation });
  }
  return moments;
}

/**
 * Every row of the table as a line of its own, with a week behind it: OpenMetrics text for one Prometheus.
 *
 * @yields a scrape at a time
 */
export async function* lives(): AsyncIterable<string> {
  // A read has its time limit, so all of them come before there is anything to compute.
  const faults = await Promise.all(
    expectedAlerts.map(async (row) =>
      lineScenarioNames.includes(row.scenario) ? undefined : await readFaulty(row),
    ),
  );
  const common = past();
  for (const [index, expectation] of expectedAlerts.entries()) {
    const write = createWriter({ job: 'hg612', instance: instanceOf(expectation) });
    for (const { observation, moment } of [...common, ...present(expectation, faults[index])]) {
      yield write(observation, moment);
    }
  }
  yield END;
}
