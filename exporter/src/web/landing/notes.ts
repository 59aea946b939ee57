import type { LineStatus } from '../../../../modem/src/line/status.ts';
import type { Observation } from '../../../../modem/src/observation.ts';

/** Why values are missing from the landing page, and since when its counters count. */
export function notesOn({ line, outcomes }: Pick<Observation, 'line' | 'outcomes'>): string[] {
  if (line === undefined) return [];
  if (line.state !== 'up') return [NO_VALUES];
  const sides = [line.downstream, line.upstream];
  const noMargin = sides.every(({ gauges }) => gauges.snrMargin === undefined);
  const noCounters = sides.every(({ counters }) => counters.crcErrors === undefined);
  const noAttenuation = sides.some(({ gauges }) => gauges.attenuation === undefined);
  return [
    ...missingValues(line, outcomes.has('xdslcmd_stats'), noMargin || noCounters),
    ...(noAttenuation ? [NO_ATTENUATION] : []),
    ...(noCounters ? [] : [line.layout === 'telnet' ? SINCE_DRIVER_START : SINCE_SYNC]),
  ];
}

/** @param telnet whether telnet is on */
function missingValues({ layout }: LineStatus, telnet: boolean, incomplete: boolean): string[] {
  if (layout === 'shifted') return [SHIFTED, telnet ? TELNET_FAILED : TELNET_OFF];
  if (telnet && layout !== 'telnet') return [TELNET_FAILED];
  return incomplete ? [NOT_REPORTED] : [];
}

const NO_VALUES = 'The modem has no values while the line is down. Values of an earlier read are not shown.';
const NOT_REPORTED = 'The modem did not report the values shown as –.';
const NO_ATTENUATION =
  'A missing attenuation was not measured by the modem, which reports 0.0 dB or nothing in that case.';
const SINCE_DRIVER_START = 'Errors are counted since the DSL driver started, across resyncs.';
const SINCE_SYNC = 'Errors are counted since the last sync.';
const SHIFTED = 'On VDSL2, the status page contains neither the SNR margin nor the error counters.';
const TELNET_OFF = 'The telnet shell of the modem has them: set MODEM_TELNET to the address of the modem.';
const TELNET_FAILED =
  'The telnet shell could not be read. Error counters of the status page are not shown in their place, because they count from a different time.';
