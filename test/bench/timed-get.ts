import { type Agent, get } from 'node:http';

/**
 * Time of one GET to the last byte, in milliseconds.
 *
 * @param agent without one, the request opens its own connection, as the exporter does
 * @throws on a status other than 200
 */
export function timedGet(url: string, agent?: Agent): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent: agent ?? false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: status ${response.statusCode}`));
      response.resume();
      response.on('end', () => resolve(performance.now() - startedAt));
      response.on('error', reject);
    }).on('error', reject);
  });
}
