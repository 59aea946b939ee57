import type { CollectorName } from './collectors/collector.ts';
import { mergeLine } from './line/merge.ts';
import type { Band, LineBand, LineStatus } from './line/status.ts';
import type { Outcome } from './read.ts';
import type { ReadResult } from '../../exporter/src/scrape/shared-read.ts';

/** Everything that one read of the modem told, ready to be published or shown. */
export interface Observation {
  /** Whether anything at all could be read. */
  up: boolean;
  seconds: number;
  outcomes: ReadonlyMap<CollectorName, Outcome>;
  /** `undefined` when no source told anything of the line. */
  line: LineStatus | undefined;
  bands: Partial<Record<Band, LineBand>>;
  /** Seconds since the modem booted. */
  deviceUptime: number | undefined;
}

/** Joins what the collectors told. */
export function observe({ outcomes, seconds }: ReadResult): Observation {
  const told = (name: CollectorName) => {
    const outcome = outcomes.get(name);
    return outcome?.ok ? outcome.parsed.told : undefined;
  };
  const telnet = outcomes.has('xdslcmd_stats');
  const line = mergeLine(telnet, told('xdslcmd_stats')?.line, told('xdsl_status')?.line);
  return {
    up: outcomes.values().some((outcome) => outcome.ok),
    seconds,
    outcomes,
    line,
    // Read a moment apart: a band table is true only of a line that was not seen down.
    bands: (line === undefined || line.state === 'up' ? told('xdslcmd_pbparams')?.bands : undefined) ?? {},
    deviceUptime: told('uptime')?.deviceUptime,
  };
}
