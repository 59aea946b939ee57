import type { CollectorData, CollectorName } from './collectors/collector.ts';
import type { ContractRates } from './line/contract.ts';
import { mergeLine } from './line/merge.ts';
import type { Band, LineBand, LineStatus } from './line/status.ts';
import type { Outcome } from './parse.ts';
import type { ReadResult } from './read.ts';

/** The data of one read of the modem, ready to be published or shown. */
export interface Observation {
  /** Whether any collector succeeded. */
  up: boolean;
  seconds: number;
  outcomes: ReadonlyMap<CollectorName, Outcome>;
  /** `undefined` when no source has data on the line. */
  line: LineStatus | undefined;
  bands: Partial<Record<Band, LineBand>>;
  /** Seconds since the modem booted. */
  deviceUptime: number | undefined;
  /** Contract rates of the line: configuration, which is published with what was read. Empty if there are none. */
  contract: ContractRates;
}

/**
 * Merges the data of all collectors.
 *
 * @param contract contract rates of the line that was read
 */
export function observe({ outcomes, seconds }: ReadResult, contract: ContractRates = {}): Observation {
  const dataOf = (name: CollectorName): CollectorData | undefined => {
    const outcome = outcomes.get(name);
    return outcome?.ok ? outcome.parsed.data : undefined;
  };
  const telnet = outcomes.has('xdslcmd_stats');
  const line = mergeLine(telnet, dataOf('xdslcmd_stats')?.line, dataOf('xdsl_status')?.line);
  // Commands are read a moment apart: a band table is valid only for a line that was not seen down.
  const bandsAreValid = line === undefined || line.state === 'up';
  return {
    up: outcomes.values().some((outcome) => outcome.ok),
    seconds,
    outcomes,
    line,
    bands: (bandsAreValid ? dataOf('xdslcmd_pbparams')?.bands : undefined) ?? {},
    deviceUptime: dataOf('uptime')?.deviceUptime,
    contract,
  };
}
