import type { IncomingMessage } from 'node:http';

/** Parameters need far less. */
const LIMIT_BYTES = 16 * 1024;

/** A body that is too long or not a JSON object. */
export class BadBodyError extends Error {
  override readonly name = 'BadBodyError';
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LIMIT_BYTES) throw new BadBodyError(`expected a body of at most ${LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads named values from a form or a JSON object; an empty body has none.
 *
 * @throws {BadBodyError} when the body is too long or not a JSON object.
 */
export async function readValues(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readText(request);
  if (text.trim() === '') return {};
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadBodyError('expected a JSON object');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadBodyError('expected a JSON object');
  return { ...value };
}
