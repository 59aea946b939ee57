import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { palette } from './palette.ts';
import { dsl } from './promql.ts';
import { type State, firing, lineNow, mappingOf, stateMappings } from './states.ts';

/** Text of each alert about the line and its modem in a tile, most severe first. Earlier alerts explain later ones. */
const alerts: Readonly<Record<string, readonly [text: string, color: string]>> = {
  HG612ExporterDown: ['Exporter down', palette.worst],
  HG612ModemUnreachable: ['Modem unreachable', palette.worst],
  HG612SyncLost: ['Line down', palette.bad],
  HG612LineFlapping: ['Drops repeatedly', palette.bad],
  HG612RetrainsCritical: ['Far too many drops', palette.bad],
  HG612SeverelyErroredSeconds: ['Losing data', palette.bad],
  HG612SnrMarginCritical: ['About to drop', palette.bad],
  HG612SyncRateFault: ['Rate far too low', palette.bad],
  HG612RetrainsHigh: ['Many drops', palette.warning],
  HG612LineRetrained: ['Retrained', palette.warning],
  HG612ErroredSecondsHigh: ['Many errors', palette.warning],
  HG612CrcErrorsHigh: ['Many CRC errors', palette.warning],
  HG612SnrMarginLow: ['Margin low', palette.warning],
  HG612SnrMarginDropped: ['Margin dropped', palette.warning],
  HG612SyncBelowContract: ['Below contract', palette.warning],
  HG612SyncRateDropped: ['Rate dropped', palette.warning],
  HG612AttenuationChanged: ['Attenuation shift', palette.warning],
  HG612CollectorFailing: ['Some reads fail', palette.warning],
  HG612ScrapeSlow: ['Modem slow', palette.warning],
};

const alertStates: Readonly<Record<string, State>> = Object.fromEntries(
  Object.entries(alerts)
    .toReversed()
    .map(([name, [text, color]], index) => [name, { code: 201 + index, text, color }]),
);

/** Without a firing alert. */
const others = {
  rulesMissing: { code: 101, text: 'Rules not loaded', color: palette.unclear },
  ok: { code: 102, text: 'OK', color: palette.good },
} satisfies Record<string, State>;

/** Names of the alerts that the verdict knows. Alerts of severity `info` do not change it. */
export const verdictAlerts: readonly string[] = Object.keys(alerts);

/** Texts and colours of the verdict. */
export const verdictMappings = (): ValueMapping[] => [
  ...stateMappings(),
  mappingOf([...Object.values(alertStates), ...Object.values(others)]),
];

/**
 * The code of the worst firing alert of the line; without one, of the state of the line unless it is up; and OK only
 * while the line is up and the rules are loaded.
 */
export function verdictNow(): string {
  const coded = Object.entries(alertStates).map(
    ([name, { code }]) => `${code} * ${firing(`alertname="${name}"`)}`,
  );
  const isUp = `max(${dsl('up')} == 1)`;
  const rulesLoaded = 'hg612:threshold:retrains_per_hour';
  return [
    `max(${coded.join(' or ')})`,
    `max((${lineNow()}) > 1)`,
    `${others.ok.code} * ${isUp} and on () ${rulesLoaded}`,
    `${others.rulesMissing.code} * ${isUp}`,
  ]
    .map((expr) => `(${expr})`)
    .join(' or ');
}
