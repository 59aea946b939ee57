import type { CollectorData, CollectorName } from './collectors/collector.ts';
import { mergeLine } from './line/merge.ts';
import type { Band, LineBand, LineStatus } from './line/status.ts';
import type { Outcome, ReadResult } from './read.ts';

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
}

/** Merges the data of all collectors. */
export function observe({ outcomes, seconds }: ReadResult): Observation {
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
  };
}
