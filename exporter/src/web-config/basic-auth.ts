import { createHmac, randomBytes } from 'node:crypto';
import type { VerifyPassword } from './bcrypt.ts';
import { costOf } from './schema.ts';

/** Name and password of an `Authorization` header. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Whether the credentials, which a client has sent, are those of a user. */
export type Authenticate = (
  credentials: Credentials,
  users: ReadonlyMap<string, string>,
  client: string,
) => Promise<boolean>;

/** Reads the value of an `Authorization` header; undefined unless it is for basic authentication. */
export function parseBasicAuth(header: string): Credentials | undefined {
  const encoded = /^basic ([\w+/]+={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** Verdicts kept of each kind. */
const MAX_KEPT = 128;

/** Salt and digest of no known password. */
const DECOY = 'QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ.VcEd00UAV.LDeSi';

/**
 * Verifies credentials, and keeps verdicts, so that a scraper's password is verified once. Right and wrong passwords
 * are kept apart: a client that tries many cannot displace the right ones.
 *
 * An unknown user takes as long as a known one.
 */
export function createAuthenticator(verify: VerifyPassword): Authenticate {
  /** Keeps passwords out of memory dumps, and differs for each process. */
  const secret = randomBytes(32);
  const digest = (...texts: readonly string[]) =>
    createHmac('sha256', secret).update(JSON.stringify(texts)).digest();
  const accepted = new Set<string>();
  const refused = new Set<string>();
  const running = new Map<string, Promise<boolean>>();

  /** A hash for an unknown user, with the cost of one of the known users: always the same for that name. */
  function decoyFor(user: string, users: ReadonlyMap<string, string>): string {
    const hashes = [...users.values()];
    const hash = hashes[digest(user).readUInt32BE() % hashes.length] ?? '';
    return `$2b$${String(costOf(hash)).padStart(2, '0')}$${DECOY}`;
  }

  return async ({ user, password }, users, client) => {
    const hash = users.get(user);
    const compared = hash ?? decoyFor(user, users);
    const key = digest(user, password, compared, String(hash === undefined)).toString('base64');
    if (accepted.has(key)) return true;
    if (refused.has(key)) return false;
    const verdict =
      running.get(key) ??
      verify({ password, hash: compared }, client)
        .then((matches) => {
          const isUser = matches && hash !== undefined;
          keep(isUser ? accepted : refused, key);
          return isUser;
        })
        .finally(() => running.delete(key));
    running.set(key, verdict);
    return verdict;
  };
}

/** Adds a verdict; the oldest one gives way. */
function keep(verdicts: Set<string>, key: string): void {
  const [oldest] = verdicts;
  if (verdicts.size >= MAX_KEPT && oldest !== undefined) verdicts.delete(oldest);
  verdicts.add(key);
}
