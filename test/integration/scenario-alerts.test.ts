import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Expectation, expectedAlerts, provokedOtherwise } from '../support/expected-alerts.ts';
import { alerts } from '../support/rules.ts';
import {
  type BackfilledPrometheus,
  backfilledPrometheus,
} from '../support/scenarios/backfilled-prometheus.ts';
import { expandRecordings, firings } from '../support/scenarios/conditions.ts';
import {
  END_OF_TIME,
  instanceOf,
  simulatedSeries,
  SCENARIOS_FROM,
} from '../support/scenarios/simulated-series.ts';
import { describeWith } from '../support/containers/images.ts';

/** Evaluation interval in seconds. */
const STEP = 30;

const watched = alerts.filter(({ labels }) => ['line', 'modem', 'exporter'].includes(labels['layer'] ?? ''));

/**
 * Backfills eight days of a line per scenario into one Prometheus, and queries the condition of each alert over their
 * last two hours. Rules and durations are unchanged.
 */
describeWith(['PROMETHEUS_IMAGE'], 'scenarios and their alerts', () => {
  let prometheus: BackfilledPrometheus;
  /** Instance → alerts that fire. */
  const fired = new Map<string, string[]>();

  beforeAll(async () => {
    prometheus = await backfilledPrometheus();
    await prometheus.add(simulatedSeries());
    const range = { from: SCENARIOS_FROM, to: END_OF_TIME, step: STEP };
    for (const alert of watched) {
      for (const { labels, moments } of await prometheus.heldAt(expandRecordings(alert.expr), range)) {
        if (firings(alert, moments, STEP).length === 0) continue;
        const instance = labels['instance'] ?? '';
        const known = fired.get(instance) ?? [];
        if (!known.includes(alert.alert)) fired.set(instance, [...known, alert.alert]);
      }
    }
  });

  afterAll(() => prometheus[Symbol.asyncDispose]());

  it.each(expectedAlerts.map((expectation) => ({ expectation, name: nameOf(expectation) })))(
    '$name',
    ({ expectation }) => {
      const { fires: expected, mayFire = [] } = expectation;
      const found = fired.get(instanceOf(expectation)) ?? [];

      expect(found).toEqual(expect.arrayContaining([...expected]));
      expect(found.filter((alert) => !expected.includes(alert) && !mayFire.includes(alert))).toEqual([]);
    },
  );

  it('make every alert about the line and the modem fire', () => {
    const seen = new Set([...fired.values()].flat());

    expect(
      watched.map(({ alert }) => alert).filter((alert) => !seen.has(alert) && !(alert in provokedOtherwise)),
    ).toEqual([]);
  });
});

/** `low-snr, margin 2: HG612SnrMarginLow` */
function nameOf({ scenario, parameters = {}, fires: expected }: Expectation): string {
  const given = Object.entries(parameters).map(([name, value]) => `, ${name} ${value}`);
  return `${scenario}${given.join('')}: ${expected.join(', ') || 'silence'}`;
}
