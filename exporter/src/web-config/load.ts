import path from 'node:path';
import { readTextFile, unreadableReason } from '../../../lib/text-file.ts';
import { parseYamlFile } from '../../../lib/yaml-file.ts';
import { isSecret, webConfigSchema } from './schema.ts';
import { readTls, type TlsSettings } from './tls.ts';
import { ProblemsError } from '../../../lib/problems-error.ts';

/** A validated web configuration file. */
export interface WebConfig {
  /** Undefined for HTTP without TLS. */
  readonly tls: TlsSettings | undefined;
  /** User name → bcrypt hash. Empty: requests need no authentication. */
  readonly users: ReadonlyMap<string, string>;
  /** Headers to send with every response; an empty value removes the exporter's own. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rateLimit: RateLimit | undefined;
}

/** A limit on the rate of all requests. */
export interface RateLimit {
  /** Time between two requests, milliseconds. */
  readonly interval: number;
  /** Requests at once. */
  readonly burst: number;
}

/** The result of reading a web configuration file. */
export interface LoadedWebConfig {
  /** Undefined if there is a problem. */
  readonly config: WebConfig | undefined;
  /** One line each: `file:line:column: field: problem`. */
  readonly problems: readonly string[];
  /** The files that it depends on, readable or not. */
  readonly files: readonly string[];
}

/** A web configuration file with problems, one line each: `file:line:column: field: problem`. */
export class WebConfigError extends ProblemsError {
  override readonly name = 'WebConfigError';
}

/** It is parsed on the event loop. A file of this size has five hundred users. */
const MAX_BYTES = 64 * 1024;

/** A larger file is no certificate, bundle of certificates or key. */
const MAX_REFERENCED_BYTES = 1024 * 1024;

/** Reads a web configuration file and the files that it names, which are relative to its directory. */
export async function loadWebConfig(file: string): Promise<LoadedWebConfig> {
  const files = [file];
  const readReferenced = async (name: string): Promise<string> => {
    const resolved = path.resolve(path.dirname(file), name);
    files.push(resolved);
    return readTextFile(resolved, MAX_REFERENCED_BYTES);
  };

  let text;
  try {
    text = await readTextFile(file, MAX_BYTES);
  } catch (error) {
    return {
      config: undefined,
      problems: [`${file}: cannot read the file: ${unreadableReason(error)}`],
      files,
    };
  }
  const { value, problems, report } = parseYamlFile(file, text, webConfigSchema, {
    version: '1.1',
    isSecret,
  });
  if (value === undefined) return { config: undefined, problems, files };

  const tls = await readTls(value.tls_server_config ?? {}, readReferenced, (field, problem) =>
    report(['tls_server_config', field], problem),
  );
  const { interval, burst } = {
    interval: value.rate_limit?.interval ?? 0,
    burst: value.rate_limit?.burst ?? 0,
  };
  if (interval > 0 && burst < 1) {
    report(['rate_limit', 'burst'], `expected at least 1, found ${burst}: every request would get 429`);
  }
  const config: WebConfig = {
    tls,
    users: new Map(Object.entries(value.basic_auth_users)),
    headers: value.http_server_config?.headers ?? {},
    rateLimit: interval > 0 ? { interval, burst } : undefined,
  };
  return { config: problems.length === 0 ? config : undefined, problems, files };
}

/**
 * Checks a web configuration file, for `--config.check`.
 *
 * @returns every problem, one line each
 */
export const checkWebConfig = async (file: string): Promise<readonly string[]> =>
  (await loadWebConfig(file)).problems;
