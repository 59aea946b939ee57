import type { LineSnapshot } from '../render/snapshot.ts';
import type { ParameterValues } from '../parameters.ts';
import type { Answers, Source } from '../source.ts';
import { advance, stateWithPast, plausibleState } from './initial-state.ts';
import type { Line } from './conditions.ts';
import { createAnswers } from './answers.ts';
import { lineKind } from './line-kinds.ts';
import type { LineKindName } from './line-kinds.ts';
import { findLineScenario } from './scenarios.ts';
import { courseAt, snapshotAt } from './snapshot.ts';
import type { SimulationState } from './state.ts';
import type { ActiveModel } from './step.ts';
import { endOutage } from './training.ts';

/** What a simulated line is to be. */
export interface SimulationOptions {
  /** Any whole number. The same seed is the same line, to the digit. */
  readonly seed: number;
  readonly line: LineKindName;
  /** One of the line's scenarios; `steady` by default. */
  readonly scenario?: string;
  /** Parameters of that scenario; those left out have their default. */
  readonly parameters?: ParameterValues;
  /** Wall clock at the source's second 0, in Unix seconds: the hour of the day is part of a line's life. */
  readonly startedAt: number;
  /**
   * Has the line lived before `startedAt`? Then it is the line that it is on that day, every time it is asked, with the
   * counters of weeks of `everyday` life (a quarter of a second of work). By default it is made up at once.
   */
  readonly past?: boolean;
}

/** How far the line has come, and since when. */
export type LineCourse = Pick<LineSnapshot, 'state' | 'linkUptime' | 'deviceUptime'>;

/** A simulated line as a source of pages and shell outputs. */
export interface SimulatedSource extends Source {
  /** The values behind the answers of a moment. */
  snapshotAt(elapsedSeconds: number): LineSnapshot;
  /** Of these values, those that tell what the line goes through; cheap enough to follow a month of it. */
  courseAt(elapsedSeconds: number): LineCourse;
  /**
   * The same line in another scenario: it goes on from what it is at that moment. In the source returned, second 0 is
   * that moment.
   *
   * @throws {RangeError} when the line can model no such scenario.
   */
  switchTo(scenario: string, parameters: ParameterValues, elapsedSeconds: number): SimulatedSource;
}

/**
 * A line out of the simulator.
 *
 * @throws {RangeError} when it can model no such scenario.
 */
export function simulatedSource(options: SimulationOptions): SimulatedSource {
  const { seed, startedAt, scenario = 'steady', parameters = {}, past = false } = options;
  const line: Line = { kind: lineKind(options.line), seed };
  const model = findLineScenario(scenario).model(parameters, seed);
  const state = past ? stateWithPast(line, startedAt) : plausibleState(line, startedAt);
  return createSource(line, { model, since: startedAt }, state, startedAt);
}

function createSource(
  line: Line,
  active: ActiveModel,
  begin: SimulationState,
  startedAt: number,
): SimulatedSource {
  let state = structuredClone(begin);
  let current: { second: number; snapshot: LineSnapshot; answers?: Answers } | undefined;

  const goTo = (elapsedSeconds: number): number => {
    const second = Math.floor(startedAt + Math.max(elapsedSeconds, 0));
    if (second < state.at) state = structuredClone(begin);
    advance(line, state, active, second);
    return second;
  };
  const at = (elapsedSeconds: number): NonNullable<typeof current> => {
    const second = goTo(elapsedSeconds);
    if (current?.second === second) return current;
    const snapshot = snapshotAt(line, state, second);
    current = { second, snapshot };
    return current;
  };
  const answersAt = (elapsedSeconds: number): Answers => {
    const now = at(elapsedSeconds);
    return (now.answers ??= createAnswers(now.snapshot, line.kind));
  };

  return {
    name: line.kind.name,
    answersAt,
    snapshotAt: (elapsedSeconds) => at(elapsedSeconds).snapshot,
    courseAt(elapsedSeconds) {
      const second = goTo(elapsedSeconds);
      return courseAt(state, second);
    },
    switchTo(scenario, parameters, elapsedSeconds) {
      const model = findLineScenario(scenario).model(parameters, line.seed);
      goTo(elapsedSeconds);
      const next = structuredClone(state);
      endOutage(line, next);
      const since = startedAt + elapsedSeconds;
      return createSource(line, { model, since }, next, since);
    },
  };
}
