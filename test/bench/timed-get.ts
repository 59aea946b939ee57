import { type Agent, get } from 'node:http';

/** Time of one GET to the last byte, in milliseconds. Without an agent it opens a connection of its own, as the exporter does. */
export function timedGet(url: string, agent?: Agent): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent: agent ?? false }, (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - startedAt));
      response.on('error', reject);
    }).on('error', reject);
  });
}
