import type { Answers } from '../source.ts';
import { createAnswers } from './answers.ts';
import type { Line } from './conditions.ts';
import { advance, everydayModel, plausibleState } from './initial-state.ts';
import { lineKind, lineKindNames } from './line-kinds.ts';
import { snapshotAt } from './snapshot.ts';
import type { SimulationState } from './state.ts';

/** The number of simulated modems besides the first. */
export const FLEET_LIMIT = 10_000;

/** Simulated modems numbered from 1, each with its own line. */
export interface Fleet {
  /**
   * The answers of modem `number`, or undefined if there is no such number. Its line depends on its number only.
   *
   * @param totalSeconds Line time since the fleet was created.
   */
  answers(number: number, totalSeconds: number): Answers | undefined;
}

/**
 * A fleet of simulated modems in the `everyday` scenario, with all kinds of line in turn. Only the state of a line is
 * kept between reads, about 2 KiB; everything else is computed when it is read.
 *
 * @param startedAt Wall clock at second 0, in Unix seconds.
 * @param seed Another seed gives another fleet.
 */
export function createFleet(seed: number, startedAt: number): Fleet {
  const states = new Map<number, SimulationState>();

  return {
    answers(number, totalSeconds) {
      if (!Number.isInteger(number) || number < 1 || number > FLEET_LIMIT) return undefined;
      const kind = lineKind(lineKindNames[(number - 1) % lineKindNames.length] ?? 'vdsl2-ginp');
      const line: Line = { kind, seed: seed * FLEET_LIMIT + number };
      const second = Math.floor(startedAt + totalSeconds);
      let state = states.get(number);
      if (state === undefined || second < state.at) {
        state = plausibleState(line, startedAt);
        states.set(number, state);
      }
      advance(line, state, everydayModel(line), second);
      return createAnswers(snapshotAt(line, state, second), kind);
    },
  };
}
