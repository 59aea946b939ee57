import type { ParameterValues } from '../../mock-modem/src/parameters.ts';
import { lineKind } from '../../mock-modem/src/simulator/line-kinds/index.ts';
import type { LineKindName } from '../../mock-modem/src/simulator/line-kinds/kind.ts';
import { simulatedSource } from '../../mock-modem/src/simulator/source.ts';
import type { Spectrum, ToneRange } from '../../modem/src/line/spectrum.ts';

/** Noon, so that the evening is seven hours away. */
const startedAt = Date.UTC(2026, 10, 22, 12) / 1000;

interface SimulatedSpectrumOptions {
  line?: LineKindName;
  seed?: number;
  scenario?: string;
  parameters?: ParameterValues;
  /** Seconds since noon. */
  at?: number;
}

/** The spectrum of a simulated line, without the modem's output and the parsers between. */
export function simulatedSpectrum({
  line = 'vdsl2-ginp',
  seed = 1,
  scenario,
  parameters = {},
  at = 3600,
}: SimulatedSpectrumOptions = {}): Spectrum {
  const source = simulatedSource({ seed, line, startedAt });
  const switched = scenario === undefined ? source : source.switchTo(scenario, parameters, 0);
  const { tones } = switched.snapshotAt(at);
  if (tones === undefined) throw new Error('no tables per tone');
  const { bands, tones: kind } = lineKind(line);
  const ranges = (pairs: readonly (readonly [number, number])[]): ToneRange[] =>
    pairs.map(([first, last]) => ({ first, last }));
  const { upstream, downstream } = bands?.medley ?? {
    upstream: [kind.ranges.upstream],
    downstream: [kind.ranges.downstream],
  };
  return { ...tones, bandPlan: { upstream: ranges(upstream), downstream: ranges(downstream) } };
}
