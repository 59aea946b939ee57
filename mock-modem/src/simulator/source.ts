import type { LineSnapshot } from '../render/snapshot.ts';
import type { ParameterValues } from '../parameters.ts';
import type { Answers, Source } from '../source.ts';
import { advance, stateWithPast, plausibleState } from './initial-state.ts';
import type { Line } from './conditions.ts';
import { createAnswers } from './answers.ts';
import { lineKind } from './line-kinds/index.ts';
import type { LineKindName } from './line-kinds/kind.ts';
import { findLineScenario } from './line-scenarios/index.ts';
import { courseAt, snapshotAt } from './snapshot.ts';
import type { SimulationState } from './state.ts';
import type { ActiveModel } from './step.ts';
import { createToneModel } from './tones/spectrum.ts';
import { endOutage } from './training.ts';

interface SimulationOptions {
  /** Any whole number. The same seed gives the same line, to the digit. */
  readonly seed: number;
  readonly line: LineKindName;
  /** One of the line's scenarios; `steady` by default. */
  readonly scenario?: string;
  /** Parameters of that scenario; missing ones have their default. */
  readonly parameters?: ParameterValues;
  /** Wall clock at the source's second 0, in Unix seconds. */
  readonly startedAt: number;
  /**
   * Whether the line has a history: then its state at `startedAt` is that of the `everyday` scenario on that date. By
   * default the initial state is plausible and not simulated.
   */
  readonly past?: boolean;
}

/** The line's state and uptimes. */
export type LineCourse = Pick<LineSnapshot, 'state' | 'linkUptime' | 'deviceUptime'>;

/** A simulated line as a source of pages and shell outputs. */
export interface SimulatedSource extends Source {
  /** The values behind the answers of a moment. */
  snapshotAt(elapsedSeconds: number): LineSnapshot;
  /** A few of these values, cheap enough to compute for every scrape of a month. */
  courseAt(elapsedSeconds: number): LineCourse;
  /**
   * The same line in another scenario, continued from its state at that moment. In the returned source, second 0 is
   * that moment.
   *
   * @throws {RangeError} when the scenario is unknown.
   */
  switchTo(scenario: string, parameters: ParameterValues, elapsedSeconds: number): SimulatedSource;
}

/**
 * A simulated line. Nothing is computed before the first read.
 *
 * @throws {RangeError} when the scenario is unknown.
 */
export function simulatedSource(options: SimulationOptions): SimulatedSource {
  const { seed, startedAt, scenario = 'steady', parameters = {}, past = false } = options;
  const line: Line = { kind: lineKind(options.line), seed };
  const model = findLineScenario(scenario).model(parameters, seed);
  const initialState = (): SimulationState =>
    past ? stateWithPast(line, startedAt) : plausibleState(line, startedAt);
  return createSource(line, { model, since: startedAt }, initialState, startedAt);
}

/** @param initialState Called for the first read, and again for one of an earlier moment than the last. */
function createSource(
  line: Line,
  active: ActiveModel,
  initialState: () => SimulationState,
  startedAt: number,
): SimulatedSource {
  const tonesAt = createToneModel(line);
  let state: SimulationState | undefined;
  let current: { second: number; snapshot: LineSnapshot; answers?: Answers } | undefined;

  const stateAt = (second: number): SimulationState => {
    if (state === undefined || second < state.at) state = initialState();
    advance(line, state, active, second);
    return state;
  };
  const secondAt = (elapsedSeconds: number): number => Math.floor(startedAt + Math.max(elapsedSeconds, 0));
  const at = (elapsedSeconds: number): NonNullable<typeof current> => {
    const second = secondAt(elapsedSeconds);
    if (current?.second !== second) {
      current = { second, snapshot: snapshotAt(line, stateAt(second), second, tonesAt) };
    }
    return current;
  };

  return {
    name: line.kind.name,
    answersAt(elapsedSeconds) {
      const now = at(elapsedSeconds);
      return (now.answers ??= createAnswers(now.snapshot, line.kind));
    },
    snapshotAt: (elapsedSeconds) => at(elapsedSeconds).snapshot,
    courseAt(elapsedSeconds) {
      const second = secondAt(elapsedSeconds);
      return courseAt(stateAt(second), second);
    },
    switchTo(scenario, parameters, elapsedSeconds) {
      const model = findLineScenario(scenario).model(parameters, line.seed);
      const switched = structuredClone(stateAt(secondAt(elapsedSeconds)));
      endOutage(line, switched);
      const since = startedAt + elapsedSeconds;
      return createSource(line, { model, since }, () => structuredClone(switched), since);
    },
  };
}
