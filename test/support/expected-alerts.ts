import type { ParameterValues } from '../../mock-modem/src/parameters.ts';

/** Alerts that a scenario of the mock modem must cause, on a line with a week of history. */
export interface Expectation {
  readonly scenario: string;
  /** Default: the defaults of the scenario. */
  readonly parameters?: ParameterValues;
  /** Alerts that must fire. */
  readonly fires: readonly string[];
  /** Alerts that may fire too, depending on line and time. No others may fire. */
  readonly mayFire?: readonly string[];
}

const errorAlerts = [
  'HG612CrcErrorsHigh',
  'HG612ErroredSecondsHigh',
  'HG612SeverelyErroredSeconds',
  'HG612FecStorm',
];

/**
 * Expected alerts by scenario. Every alert about line, modem and reads is in at least one row, except those that no
 * scenario can cause: see {@link provokedOtherwise}.
 */
export const expectedAlerts: readonly Expectation[] = [
  { scenario: 'steady', fires: [] },
  { scenario: 'counter-wrap', fires: [], mayFire: ['HG612FecStorm'] },
  { scenario: 'sync-drop', parameters: { outage: 300 }, fires: ['HG612SyncLost', 'HG612LineRetrained'] },
  {
    scenario: 'low-snr',
    fires: [
      'HG612SnrMarginLow',
      'HG612SnrMarginCritical',
      'HG612SnrMarginDropped',
      'HG612CrcErrorsHigh',
      'HG612ErroredSecondsHigh',
    ],
    mayFire: ['HG612SyncAboveAttainable', 'HG612SeverelyErroredSeconds', 'HG612FecStorm'],
  },
  {
    scenario: 'low-snr',
    parameters: { margin: 2, direction: 'upstream' },
    fires: ['HG612SnrMarginLow', 'HG612SnrMarginDropped'],
    mayFire: ['HG612SyncAboveAttainable'],
  },
  {
    scenario: 'evening-noise',
    fires: ['HG612SnrMarginLow', 'HG612SnrMarginDropped'],
    mayFire: ['HG612SnrMarginCritical', 'HG612SyncAboveAttainable', 'HG612FecStorm'],
  },
  {
    scenario: 'impulse-noise',
    fires: ['HG612CrcErrorsHigh', 'HG612ErroredSecondsHigh', 'HG612SeverelyErroredSeconds'],
    mayFire: ['HG612FecStorm'],
  },
  { scenario: 'fec-storm', fires: ['HG612FecStorm'] },
  {
    scenario: 'flapping',
    fires: ['HG612LineRetrained', 'HG612LineFlapping'],
    mayFire: [
      'HG612SyncLost',
      'HG612RetrainsHigh',
      'HG612DlmProfileChanged',
      'HG612SyncRateDropped',
      ...errorAlerts,
    ],
  },
  {
    scenario: 'rate-fault',
    fires: ['HG612LineRetrained', 'HG612SyncRateDropped'],
    mayFire: ['HG612SyncLost', 'HG612SnrMarginLow', 'HG612SnrMarginDropped', 'HG612SyncAboveAttainable'],
  },
  {
    scenario: 'rate-fault',
    parameters: { share: 0.79 },
    fires: ['HG612LineRetrained', 'HG612SyncRateDropped'],
    mayFire: ['HG612SyncLost', 'HG612SnrMarginLow', 'HG612SnrMarginDropped', 'HG612SyncAboveAttainable'],
  },
  {
    scenario: 'attenuation-step',
    fires: ['HG612AttenuationChanged', 'HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },
  {
    scenario: 'reboot',
    fires: ['HG612ModemRebooted', 'HG612LineRetrained'],
    mayFire: ['HG612SyncLost'],
  },
  { scenario: 'unreachable', fires: ['HG612ModemUnreachable'] },
  { scenario: 'hang', fires: ['HG612ModemUnreachable'] },
  { scenario: 'login-page', fires: ['HG612CollectorFailing'] },
  { scenario: 'http-500', fires: ['HG612CollectorFailing'] },
  { scenario: 'telnet-bad-password', fires: ['HG612CollectorFailing'], mayFire: ['HG612SnrMarginUnknown'] },
  { scenario: 'telnet-refused', fires: ['HG612CollectorFailing', 'HG612SnrMarginUnknown'] },
  // At one byte per 16.5 ms, a page takes seven of the eight seconds of the timeout.
  { scenario: 'drip', parameters: { interval: 0.0165 }, fires: ['HG612ScrapeSlow'] },
];

/** Alerts that no scenario causes, with what causes them. */
export const provokedOtherwise: Readonly<Record<string, string>> = {
  HG612ExporterDown: 'stop the exporter',
  HG612SyncAboveAttainable: 'an attainable rate of less than 91 % of the sync rate',
  HG612SyncRateFault: 'rate-fault for a day',
  HG612RetrainsHigh: 'ten drops in a day',
  HG612RetrainsCritical: '20 drops in a day',
  HG612DlmProfileChanged: 'a retrain after which DLM has changed the profile',
  HG612SnrMarginUnknown: 'read a VDSL2 line without MODEM_TELNET',
  Watchdog: 'always firing',
};
