import type { LineSnapshot } from '../render/snapshot.ts';
import type { ParameterValues } from '../scenario/parameters.ts';
import type { Frame, Source } from '../source.ts';
import { advance, livedState, settledState } from './beginnings.ts';
import type { Line } from './conditions.ts';
import { createFrame } from './frame.ts';
import { lineKind } from './line-kinds.ts';
import type { LineKindName } from './line-kinds.ts';
import { findLineScenario } from './scenarios.ts';
import { courseAt, snapshotAt } from './snapshot.ts';
import type { LineState } from './state.ts';
import type { OnStage } from './step.ts';
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
  /** The values behind the frame of a moment. */
  snapshotAt(elapsedSeconds: number): LineSnapshot;
  /** Of these values, those that tell what the line goes through; cheap enough to follow a month of it. */
  courseAt(elapsedSeconds: number): LineCourse;
  /**
   * The same line in another scenario: it goes on from what it is at that moment. In the source returned, second 0 is
   * that moment.
   *
   * @throws {RangeError} when the line can play no such scenario.
   */
  switchTo(scenario: string, parameters: ParameterValues, elapsedSeconds: number): SimulatedSource;
}

/**
 * A line out of the simulator.
 *
 * @throws {RangeError} when it can play no such scenario.
 */
export function simulatedSource(options: SimulationOptions): SimulatedSource {
  const { seed, startedAt, scenario = 'steady', parameters = {}, past = false } = options;
  const line: Line = { kind: lineKind(options.line), seed };
  const play = findLineScenario(scenario).play(parameters, seed);
  const state = past ? livedState(line, startedAt) : settledState(line, startedAt);
  return createSource(line, { play, onAt: startedAt }, state, startedAt);
}

function createSource(line: Line, onStage: OnStage, begin: LineState, startedAt: number): SimulatedSource {
  let state = structuredClone(begin);
  let current: { second: number; snapshot: LineSnapshot; frame?: Frame } | undefined;

  const goTo = (elapsedSeconds: number): number => {
    const second = Math.floor(startedAt + Math.max(elapsedSeconds, 0));
    if (second < state.at) state = structuredClone(begin);
    advance(line, state, onStage, second);
    return second;
  };
  const at = (elapsedSeconds: number): NonNullable<typeof current> => {
    const second = goTo(elapsedSeconds);
    if (current?.second === second) return current;
    const snapshot = snapshotAt(line, state, second);
    current = { second, snapshot };
    return current;
  };
  const frameAt = (elapsedSeconds: number): Frame => {
    const now = at(elapsedSeconds);
    return (now.frame ??= createFrame(now.snapshot, line.kind));
  };

  return {
    name: line.kind.name,
    frameAt,
    snapshotAt: (elapsedSeconds) => at(elapsedSeconds).snapshot,
    courseAt(elapsedSeconds) {
      const second = goTo(elapsedSeconds);
      return courseAt(state, second);
    },
    switchTo(scenario, parameters, elapsedSeconds) {
      const play = findLineScenario(scenario).play(parameters, line.seed);
      goTo(elapsedSeconds);
      const next = structuredClone(state);
      endOutage(line, next);
      const onAt = startedAt + elapsedSeconds;
      return createSource(line, { play, onAt }, next, onAt);
    },
  };
}
