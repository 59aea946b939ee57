import type { ParameterValues } from '../../mock-modem/src/parameters.ts';
import type { Direction } from '../../modem/src/line/status.ts';
import type { LineKindName } from '../../mock-modem/src/simulator/line-kinds/kind.ts';

/** Alerts that a scenario of the mock modem must cause, on a line with a week of history. */
export interface Expectation {
  readonly scenario: string;
  /** Default: the defaults of the scenario. */
  readonly parameters?: ParameterValues;
  /** Default: `vdsl2-ginp`, a line with a target margin of 6 dB. */
  readonly line?: LineKindName;
  /** Guaranteed rates of the contract in Mbit/s. Default: none. */
  readonly guaranteed?: Readonly<Partial<Record<Direction, number>>>;
  /** Since when the scenario has been running; the alerts of its last 100 minutes count. Default: those 100 minutes. */
  readonly hours?: number;
  /** Alerts that must fire. */
  readonly fires: readonly string[];
  /** Alerts that may fire too, depending on line and time. No others may fire. */
  readonly mayFire?: readonly string[];
}

/** After eight drops in a day, line management trains the line at a lower rate. */
const slowedByDlm = ['HG612SyncLost', 'HG612SyncRateDropped', 'HG612DlmProfileChanged'];

/**
 * Expected alerts by scenario. Every alert about line, modem and reads fires in at least one row, except those that no
 * scenario can cause: see {@link provokedOtherwise}. After the rows in which an alert fires comes the closest harmless
 * one, in which it must not.
 */
export const expectedAlerts: readonly Expectation[] = [
  { scenario: 'steady', fires: [] },
  { scenario: 'steady', line: 'vdsl2-ginp-3db', fires: [] },
  { scenario: 'steady', line: 'vdsl2-interleaved', fires: [] },
  // The counter has to come close to 2³² first, which looks like a storm.
  { scenario: 'counter-wrap', fires: [], mayFire: ['HG612FecStorm'] },

  // Sync and retrains -----------------------------------------------------------------------------
  { scenario: 'sync-drop', parameters: { outage: 300 }, fires: ['HG612SyncLost', 'HG612LineRetrained'] },
  { scenario: 'sync-drop', parameters: { outage: 0 }, fires: ['HG612LineRetrained'] },
  { scenario: 'unavailable-seconds', parameters: { seconds: 40 }, fires: [] },
  { scenario: 'unavailable-seconds', parameters: { seconds: 20, interval: 1200 }, fires: [] },
  {
    scenario: 'flapping',
    fires: ['HG612LineRetrained', 'HG612LineFlapping', 'HG612RetrainsHigh'],
    mayFire: ['HG612SyncLost', 'HG612DlmProfileChanged'],
  },
  {
    scenario: 'flapping',
    parameters: { interval: 3600 },
    fires: ['HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'flapping',
    parameters: { interval: 3600 },
    hours: 12,
    fires: ['HG612LineRetrained', 'HG612RetrainsHigh'],
    mayFire: slowedByDlm,
  },
  {
    scenario: 'flapping',
    parameters: { interval: 3600 },
    hours: 23,
    fires: ['HG612LineRetrained', 'HG612RetrainsHigh', 'HG612RetrainsCritical'],
    mayFire: slowedByDlm,
  },
  {
    scenario: 'flapping',
    parameters: { interval: 3600 },
    hours: 8,
    fires: ['HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'flapping',
    line: 'vdsl2-interleaved',
    fires: ['HG612LineRetrained', 'HG612LineFlapping', 'HG612RetrainsHigh', 'HG612DlmProfileChanged'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'sync-drop',
    parameters: { outage: 0 },
    line: 'vdsl2-interleaved',
    fires: ['HG612LineRetrained'],
  },

  // SNR margin ------------------------------------------------------------------------------------
  {
    scenario: 'low-snr',
    fires: ['HG612SnrMarginLow', 'HG612SnrMarginCritical', 'HG612CrcErrorsHigh', 'HG612ErroredSecondsHigh'],
    mayFire: ['HG612SeverelyErroredSeconds', 'HG612FecStorm'],
  },
  {
    scenario: 'low-snr',
    parameters: { margin: 2, direction: 'upstream' },
    fires: ['HG612SnrMarginLow'],
  },
  {
    scenario: 'evening-noise',
    fires: ['HG612SnrMarginLow'],
    mayFire: ['HG612SnrMarginCritical', 'HG612FecStorm'],
  },
  {
    scenario: 'evening-noise',
    parameters: { decibels: 3.8 },
    fires: ['HG612SnrMarginDropped', 'HG612SyncAboveAttainable'],
  },
  { scenario: 'evening-noise', parameters: { decibels: 2 }, fires: [] },
  {
    scenario: 'low-snr',
    parameters: { margin: 1.1 },
    line: 'vdsl2-ginp-3db',
    fires: ['HG612SnrMarginLow'],
    mayFire: ['HG612CrcErrorsHigh', 'HG612ErroredSecondsHigh'],
  },
  {
    scenario: 'low-snr',
    parameters: { margin: 0.2 },
    line: 'vdsl2-ginp-3db',
    fires: ['HG612SnrMarginLow', 'HG612SnrMarginCritical'],
    mayFire: [
      'HG612CrcErrorsHigh',
      'HG612ErroredSecondsHigh',
      'HG612SeverelyErroredSeconds',
      'HG612FecStorm',
    ],
  },
  { scenario: 'low-snr', parameters: { margin: 2.6 }, line: 'vdsl2-ginp-3db', fires: [] },

  // Values per tone -------------------------------------------------------------------------------
  { scenario: 'interferer', fires: ['HG612LineRetrained'], mayFire: ['HG612SyncLost'] },
  { scenario: 'interferer', parameters: { drop: 0 }, fires: [] },
  {
    scenario: 'interferer',
    parameters: { drop: 0 },
    line: 'vdsl2-interleaved',
    fires: [],
    mayFire: ['HG612CrcErrorsHigh'],
  },
  {
    scenario: 'interferer',
    parameters: { drop: 0, margin: 4.5 },
    fires: ['HG612SnrMarginLow'],
  },
  {
    scenario: 'bridged-tap',
    fires: ['HG612LineRetrained', 'HG612AttenuationChanged'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'bridged-tap',
    parameters: { metres: 10 },
    fires: ['HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },

  // Errors ----------------------------------------------------------------------------------------
  {
    scenario: 'impulse-noise',
    fires: ['HG612CrcErrorsHigh', 'HG612ErroredSecondsHigh', 'HG612SeverelyErroredSeconds'],
    mayFire: ['HG612FecStorm'],
  },
  // The retransmission fails, but no second has 18 CRC errors.
  {
    scenario: 'impulse-noise',
    parameters: { strength: 1.2 },
    fires: ['HG612CrcErrorsHigh', 'HG612ErroredSecondsHigh'],
  },
  { scenario: 'impulse-noise', parameters: { perMinute: 1, strength: 1.2 }, fires: [] },
  {
    scenario: 'unavailable-seconds',
    parameters: { seconds: 120, interval: 240 },
    fires: ['HG612SeverelyErroredSeconds'],
  },
  { scenario: 'fec-storm', fires: ['HG612FecStorm'] },
  { scenario: 'fec-storm', parameters: { factor: 20 }, fires: [] },

  // Sync rate and attenuation ---------------------------------------------------------------------
  { scenario: 'rate-fault', fires: ['HG612LineRetrained', 'HG612SyncRateDropped'] },
  {
    scenario: 'rate-fault',
    guaranteed: { downstream: 45 },
    fires: ['HG612LineRetrained', 'HG612SyncRateDropped', 'HG612SyncBelowContract'],
  },
  {
    scenario: 'rate-fault',
    guaranteed: { downstream: 30 },
    fires: ['HG612LineRetrained', 'HG612SyncRateDropped'],
  },
  { scenario: 'rate-fault', hours: 26, fires: ['HG612SyncRateDropped', 'HG612SyncRateFault'] },
  { scenario: 'rate-fault', parameters: { share: 0.79 }, hours: 26, fires: ['HG612SyncRateDropped'] },
  { scenario: 'rate-fault', parameters: { share: 0.9 }, fires: ['HG612LineRetrained'] },
  {
    scenario: 'attenuation-step',
    fires: ['HG612AttenuationChanged', 'HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'attenuation-step',
    parameters: { decibels: 1 },
    fires: ['HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'failing-joint',
    fires: ['HG612AttenuationChanged', 'HG612LineRetrained', 'HG612SyncRateDropped'],
    mayFire: ['HG612SyncLost', 'HG612CrcErrorsHigh'],
  },

  // Modem and reads -------------------------------------------------------------------------------
  { scenario: 'reboot', fires: ['HG612ModemRebooted', 'HG612LineRetrained'] },
  { scenario: 'unreachable', fires: ['HG612ModemUnreachable'] },
  { scenario: 'hang', fires: ['HG612ModemUnreachable'] },
  { scenario: 'login-page', fires: ['HG612CollectorFailing'] },
  { scenario: 'http-500', fires: ['HG612CollectorFailing'] },
  { scenario: 'telnet-bad-password', fires: ['HG612CollectorFailing', 'HG612SnrMarginUnknown'] },
  { scenario: 'telnet-refused', fires: ['HG612CollectorFailing', 'HG612SnrMarginUnknown'] },
  // At one byte per 16 ms, a page takes 6.7 of the eight seconds of the timeout.
  { scenario: 'drip', parameters: { interval: 0.016 }, fires: ['HG612ScrapeSlow'] },
  { scenario: 'drip', parameters: { interval: 0.01 }, fires: [] },
];

/** Alerts that no scenario causes, with what causes them. */
export const provokedOtherwise: Readonly<Record<string, string>> = {
  HG612ExporterDown: 'stop the exporter',
  HG612ExportersDown: 'stop an exporter that reads many modems',
  HG612SiteDown: 'an event of a site of the mock modem’s fleet',
  HG612SiteDownRecently: 'the same',
  Watchdog: 'always firing',
};
