import * as v from 'valibot';
import { labels } from '../../lib/prometheus.ts';
import type { ContractRates } from '../../modem/src/line/contract.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import type { Period } from './coverage.ts';
import { get, type LineTarget, matchers, type Source } from './prometheus.ts';
import type { MarginLimits } from './report-data.ts';

/** What is known of a line besides its samples. */
interface LineFacts {
  readonly contract: ContractRates;
  readonly marginLimits: MarginLimits;
  readonly exporterVersion: string | undefined;
  readonly prometheusVersion: string | undefined;
  readonly clockDifference: number | undefined;
  /** Labels of `hg612_dsl_info`. */
  readonly line: Readonly<Record<string, string>> | undefined;
}

const vector = v.object({
  result: v.array(v.object({ metric: labels, value: v.tuple([v.number(), v.string()]) })),
});
const buildInfo = v.object({ version: v.string() });

/** Reads what the report says about the line and how it was measured. */
export async function readFacts(source: Source, target: LineTarget, range: Period): Promise<LineFacts> {
  const seconds = Math.ceil(range.to - range.from);
  const last = async (metric: string) => {
    const query = `last_over_time(${metric}{${matchers(target)}}[${seconds}s])`;
    return (await get(source, 'query', { query, time: String(range.to) }, vector)).result;
  };
  const requestedAt = Date.now() / 1000;
  const [contract, exporter, info, low, critical, prometheus, clock] = await Promise.all([
    last('hg612_contract_sync_rate_bytes_per_second'),
    last('hg612_exporter_build_info'),
    last('hg612_dsl_info'),
    last('hg612:snr_margin_decibels:low'),
    last('hg612:snr_margin_decibels:critical'),
    // Not every server with Prometheus' API has it.
    get(source, 'status/buildinfo', {}, buildInfo).catch(() => undefined),
    get(source, 'query', { query: 'vector(time())' }, vector),
  ]);
  const receivedAt = Date.now() / 1000;
  const theirs = Number(clock.result[0]?.value[1] ?? Number.NaN);
  const difference =
    theirs > receivedAt ? theirs - receivedAt : theirs < requestedAt ? theirs - requestedAt : 0 * theirs;
  return {
    contract: contractOf(contract),
    marginLimits: { ...numberOf('low', low), ...numberOf('critical', critical) },
    exporterVersion: exporter.at(-1)?.metric['version'],
    prometheusVersion: prometheus?.version,
    clockDifference: Number.isNaN(difference) ? undefined : difference,
    line: info.at(-1)?.metric,
  };
}

type Vector = v.InferOutput<typeof vector>['result'];

/** The value of the first series, downstream if there are several. */
function numberOf<K extends string>(name: K, found: Vector): { readonly [key in K]?: number } {
  const sample = found.find(({ metric }) => metric['direction'] === 'downstream') ?? found[0];
  return (sample === undefined ? {} : { [name]: Number(sample.value[1]) }) as { [key in K]?: number };
}

function contractOf(found: Vector): ContractRates {
  const rate = (direction: Direction, kind: string): number | undefined => {
    const sample = found.find(({ metric }) => metric['direction'] === direction && metric['kind'] === kind);
    return sample && Number(sample.value[1]);
  };
  return Object.fromEntries(
    directions.flatMap((direction) => {
      const [ordered, guaranteed] = [rate(direction, 'ordered'), rate(direction, 'guaranteed')];
      if (guaranteed === undefined) return [];
      return [[direction, { ...(ordered !== undefined && { ordered }), guaranteed }]];
    }),
  );
}
