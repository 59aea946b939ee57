import type { Collector } from '../../../modem/src/collectors/collector.ts';
import { ModemConnectError } from '../../../modem/src/errors.ts';
import type { Outcome } from '../../../modem/src/parse.ts';
import type { ReadResult } from '../../../modem/src/read.ts';
import type { AllowList } from '../config-file/allow-list.ts';
import { targetAddress } from '../config-file/target.ts';
import { type AdmissionLimits, createAdmission } from './admission.ts';
import type { ProbeRequest } from './parameters.ts';
import type { ModemReaders } from './readers.ts';
import { createResolver, type Resolve } from './resolve.ts';

/** A probe that ran. The modem was read, or could not be: both are metrics. */
export interface ReadProbe {
  readonly kind: 'read';
  readonly result: ReadResult;
  /** Where the modem was read; `undefined` if its name could not be resolved. */
  readonly address: string | undefined;
  /** How long resolving the name took. */
  readonly resolveSeconds: number;
}

/** What came of a probe. */
export type ProbeResult =
  | ReadProbe
  /** The allow-list does not have the target; nothing was connected. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** There are too many probes; nothing was connected. */
  | { readonly kind: 'busy' };

/**
 * Reads the modem of a request.
 *
 * @param seconds time for all of it
 * @param disconnect aborted when the client no longer waits for the result
 */
export type Probe = (
  request: ProbeRequest,
  allowList: AllowList,
  seconds: number,
  disconnect: AbortSignal,
) => Promise<ProbeResult>;

/**
 * Probes in progress at a time: of all targets, more than a thousand modems that hang, and of one target, for which there
 * is one read at a time.
 */
const LIMITS: AdmissionLimits = { total: 1280, perTarget: 16 };

export interface ProbeOptions {
  readonly resolve?: Resolve;
  readonly limits?: AdmissionLimits;
  /** Aborted when the exporter stops: it cannot end before its lookups. */
  readonly closing?: AbortSignal;
}

export function createProbe(
  readers: ModemReaders,
  { resolve = createResolver(), limits = LIMITS, closing }: ProbeOptions = {},
): Probe {
  const admission = createAdmission(limits);

  return async ({ target, module, auth }, allowList, seconds, disconnect) => {
    const name = targetAddress(target, module.port);
    const leave = admission.enter(name);
    if (leave === undefined) return { kind: 'busy' };
    try {
      const startedAt = performance.now();
      const giveUp = closing === undefined ? [disconnect] : [disconnect, closing];
      const resolution = await resolve(target.host, allowList, seconds, giveUp);
      const resolveSeconds = (performance.now() - startedAt) / 1000;
      if ('busy' in resolution) return { kind: 'busy' };
      if ('refused' in resolution) return { kind: 'refused', reason: resolution.refused };
      if ('failed' in resolution) {
        const result = unresolved(module.collectors, name, resolution.failed, resolveSeconds);
        return { kind: 'read', result, address: undefined, resolveSeconds };
      }
      const { address } = resolution;
      const rest = Math.max(seconds - resolveSeconds, 0);
      const result = await readers.read({ target, address, module, auth }, rest, disconnect);
      return { kind: 'read', result, address, resolveSeconds };
    } finally {
      leave();
    }
  };
}

/** The result for a modem whose name cannot be resolved: every collector failed to connect. */
function unresolved(
  collectors: readonly Collector[],
  name: string,
  cause: Error,
  seconds: number,
): ReadResult {
  const outcome: Outcome = { ok: false, error: new ModemConnectError(name, cause), seconds };
  return { outcomes: new Map(collectors.map((collector) => [collector.name, outcome])), seconds };
}
