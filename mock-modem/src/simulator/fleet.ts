import { lineKindNames } from './line-kinds.ts';
import { simulatedSource } from './source.ts';
import type { Answers, Source } from '../source.ts';

/** The number of simulated modems besides the first. */
export const FLEET_LIMIT = 10_000;

/** Simulated modems numbered from 1, each with its own line. */
export interface Fleet {
  /**
   * What modem `number` tells at a moment, or undefined when the fleet has no such number. A modem comes to life when
   * it is first asked for; which line it is depends on its number alone.
   *
   * @param totalSeconds Line time since the fleet was made.
   */
  answers(number: number, totalSeconds: number): Answers | undefined;
}

/**
 * A fleet of simulated modems living their everyday lives, all kinds of line in turn.
 *
 * @param startedAt Wall clock at second 0, in Unix seconds.
 * @param seed Another seed is another fleet.
 */
export function createFleet(seed: number, startedAt: number): Fleet {
  const modems = new Map<number, Source>();

  const createModem = (number: number): Source => {
    const line = lineKindNames[(number - 1) % lineKindNames.length] ?? 'vdsl2-ginp';
    const source = simulatedSource({
      seed: seed * FLEET_LIMIT + number,
      line,
      scenario: 'everyday',
      startedAt,
    });
    modems.set(number, source);
    return source;
  };

  return {
    answers(number, totalSeconds) {
      if (!Number.isInteger(number) || number < 1 || number > FLEET_LIMIT) return undefined;
      return (modems.get(number) ?? createModem(number)).answersAt(totalSeconds);
    },
  };
}
