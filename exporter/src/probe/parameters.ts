import { unknownName } from '../config-file/references.ts';
import { DEFAULT_NAME } from '../config-file/schema.ts';
import type { FileConfig, ProbeAuth, ProbeModule } from '../config-file/file-config.ts';
import { parseProbeTarget, type ProbeTarget } from '../config-file/target.ts';
import { withoutCredentials } from '../../../lib/credentials.ts';
import { nearest } from '../../../lib/nearest.ts';

/** A valid request for a probe. */
export interface ProbeRequest {
  readonly target: ProbeTarget;
  readonly module: ProbeModule;
  /** `undefined` where the module needs no login. */
  readonly auth: ProbeAuth | undefined;
  /** Whether to respond with the log of the probe instead of metrics. */
  readonly debug: boolean;
}

/** A request that is refused with status 400. The message is one line. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

const PARAMETERS = ['target', 'module', 'auth', 'debug'];

/** @throws {ParameterError} */
export function readParameters(query: URLSearchParams, { modules, auths }: FileConfig): ProbeRequest {
  for (const name of query.keys()) {
    if (PARAMETERS.includes(name)) continue;
    throw new ParameterError(
      `unknown parameter ${quoted(name)}; did you mean "${nearest(name, PARAMETERS)}"?`,
    );
  }
  const single = (name: string): string | undefined => {
    const [value, ...others] = query.getAll(name);
    if (others.length > 0)
      throw new ParameterError(`parameter "${name}" must be given once, found ${others.length + 1}`);
    return value === '' ? undefined : value;
  };
  const text = single('target');
  if (text === undefined) throw new ParameterError('parameter "target" is missing');
  const named = <Value>(kind: string, values: ReadonlyMap<string, Value>, name: string): Value => {
    const value = values.get(name);
    if (value === undefined)
      throw new ParameterError(unknownName(kind, name.slice(0, MAX_QUOTED), values.keys()));
    return value;
  };
  const module = named('module', modules, single('module') ?? DEFAULT_NAME);
  const authName = single('auth') ?? (module.telnet ? DEFAULT_NAME : undefined);
  const auth = authName === undefined ? undefined : named('auth', auths, authName);
  const debug = single('debug') ?? 'false';
  if (debug !== 'true' && debug !== 'false') {
    throw new ParameterError(`parameter "debug": expected true or false, found ${quoted(debug)}`);
  }
  const parsed = parseProbeTarget(text);
  if ('expected' in parsed) {
    throw new ParameterError(
      `parameter "target": expected ${parsed.expected}, found ${quoted(withoutCredentials(text))}`,
    );
  }
  return { target: parsed.value, module, auth: module.telnet ? auth : undefined, debug: debug === 'true' };
}

const MAX_QUOTED = 100;
const quoted = (text: string): string => JSON.stringify(text.slice(0, MAX_QUOTED));
