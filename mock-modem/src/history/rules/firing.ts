import type { Rule } from './rule-files.ts';

/**
 * The evaluations at which an alert fires, as in Prometheus: pending from the first evaluation with a result, firing
 * once there has been a result for the time `for`, and until `keep_firing_for` after the first evaluation without one.
 *
 * @param evaluations Unix seconds, in order
 * @param hasResult whether the expression had a value for this alert's labels at an evaluation
 * @yields Unix seconds
 */
export function* firingTimes(
  rule: Pick<Rule, 'for' | 'keepFiringFor'>,
  evaluations: Iterable<number>,
  hasResult: (evaluation: number) => boolean,
): Iterable<number> {
  let activeSince: number | undefined;
  let missingSince: number | undefined;
  let fires = false;
  for (const evaluation of evaluations) {
    if (hasResult(evaluation)) {
      missingSince = undefined;
      activeSince ??= evaluation;
      fires ||= evaluation - activeSince >= rule.for;
    } else {
      missingSince ??= evaluation;
      if (!fires || evaluation - missingSince >= rule.keepFiringFor) {
        fires = false;
        activeSince = undefined;
      }
    }
    if (fires) yield evaluation;
  }
}
