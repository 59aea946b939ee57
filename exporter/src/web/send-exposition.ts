import { EXPOSITION_TYPES, type ExpositionFormat } from '../metrics/exposition.ts';
import { type SendOnce, sendOncePer } from './once-per.ts';

/** Creates responses with metrics, in the format that the client prefers. */
export function sendExposition<Key extends object>(
  render: (key: Key, format: ExpositionFormat) => Promise<string>,
): SendOnce<Key> {
  const senders = {
    text: sendOncePer((key: Key) => render(key, 'text')),
    openMetrics: sendOncePer((key: Key) => render(key, 'openMetrics')),
  };
  return async (ctx, key) => {
    const format = acceptedFormat(ctx.accepts());
    ctx.set('content-type', EXPOSITION_TYPES[format]);
    ctx.vary('accept');
    await senders[format](ctx, key);
  };
}

/**
 * OpenMetrics only for a client that names it before any type that the text format has.
 *
 * @param types media types of the Accept header, best first
 */
function acceptedFormat(types: readonly string[]): ExpositionFormat {
  const known = new Set(['application/openmetrics-text', 'text/plain', 'text/*', '*/*']);
  return types.find((type) => known.has(type)) === 'application/openmetrics-text' ? 'openMetrics' : 'text';
}
