import { formatLatency } from '../../../lib/duration.ts';
import { sourceText, collectorNamed } from '../../../modem/src/collectors/index.ts';
import { renderProbeConfig } from '../config-file/masked.ts';
import { targetText } from '../config-file/target.ts';
import type { ProbeRequest } from './parameters.ts';
import type { ReadProbe } from './probe.ts';

/** One probe as text for a person: its log with times, the metrics it gives, and its configuration without secrets. */
export function renderDebug(
  { target, module, auth }: ProbeRequest,
  seconds: number,
  probe: ReadProbe,
  metrics: string,
): string {
  return [
    'Log of the probe:',
    `target ${targetText(target)}, module ${module.name}, auth ${auth?.name ?? 'none'}, deadline ${seconds.toFixed(1)} s`,
    ...logOf(probe),
    '',
    'Metrics of the probe:',
    metrics.trimEnd(),
    '',
    'Configuration of the probe:',
    renderProbeConfig(module, auth),
  ].join('\n');
}

function logOf({ address, resolveSeconds, result: read }: ReadProbe): string[] {
  return [
    `${address === undefined ? 'not resolved' : `address ${address}`} (${formatLatency(resolveSeconds)})`,
    ...[...read.outcomes].flatMap(([name, outcome]) => {
      const source = `${name} (${sourceText(collectorNamed(name))})`;
      const time = formatLatency(outcome.seconds);
      if (!outcome.ok)
        return [`${source}: failed after ${time}: ${outcome.error.reason}: ${outcome.error.message}`];
      const ignored = outcome.parsed.problems.map(({ message }) => `${source}: ignored: ${message}`);
      return [`${source}: read in ${time}`, ...ignored];
    }),
    `finished in ${formatLatency(read.seconds)}`,
  ];
}
