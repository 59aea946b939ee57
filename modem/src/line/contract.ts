import * as v from 'valibot';
import type { Variables } from '../../../lib/environment.ts';
import type { Direction } from './status.ts';
import { megabitsToBytes } from './units.ts';

/** Sync rates that the contract names for one direction, in bytes/s. */
interface ContractRate {
  /** The rate that was ordered; `undefined` if only the guaranteed one is known. */
  readonly ordered?: number;
  /** The rate that the provider guarantees. */
  readonly guaranteed: number;
}

/** Contract rates of a line. They are configuration, not measurements. */
export type ContractRates = Readonly<Partial<Record<Direction, ContractRate>>>;

/** Prefix of the variables that {@link readContract} reads. */
export const CONTRACT_PREFIX = 'CONTRACT_';

/** What {@link contractRate} expects, for messages. */
export const CONTRACT_RATE =
  'Mbit/s as <ordered>/<guaranteed> or <guaranteed>, such as 80/55 or 55, from 0.1 to 10000, the ordered rate not below the guaranteed one';

const MEGABITS = String.raw`\d{1,5}(?:\.\d{1,3})?`;

/** Reads a contract rate in Mbit/s: `80/55` is ordered and guaranteed, `55` guaranteed only. */
export const contractRate = v.pipe(
  v.string(),
  v.trim(),
  v.regex(new RegExp(String.raw`^${MEGABITS}(?:\s*/\s*${MEGABITS})?$`)),
  v.transform((text) => text.split('/').map(Number)),
  v.check((rates) => rates.every((rate) => rate >= 0.1 && rate <= 10_000)),
  v.check(([first = 0, second = first]) => first >= second),
  v.transform(([first = 0, second]): ContractRate => {
    const [ordered, guaranteed] = second === undefined ? [undefined, first] : [first, second];
    return {
      ...(ordered !== undefined && { ordered: megabitsToBytes(ordered) }),
      guaranteed: megabitsToBytes(guaranteed),
    };
  }),
);

/** Reads `CONTRACT_DOWN_MBIT` and `CONTRACT_UP_MBIT`. For use inside `readEnvironment`. */
export function readContract(variables: Variables): ContractRates {
  const downstream = variables.optional('CONTRACT_DOWN_MBIT', CONTRACT_RATE, contractRate);
  const upstream = variables.optional('CONTRACT_UP_MBIT', CONTRACT_RATE, contractRate);
  return Object.freeze({ ...(downstream && { downstream }), ...(upstream && { upstream }) });
}
