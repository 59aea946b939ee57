import { once } from 'node:events';
import { createServer } from 'node:net';

import { ENDPOINTS, publishedPort } from './services.mjs';

/**
 * @typedef {import('./services.mjs').EndpointName} EndpointName
 * @typedef {import('./settings.mjs').Settings} Settings
 */

/**
 * @param {readonly EndpointName[]} names
 * @param {Settings} settings
 * @returns {string[]} one line for each setting that is not a port
 */
export function invalidPorts(names, settings) {
  return names.flatMap((name) => {
    const port = publishedPort(name, settings);
    if (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535) return [];
    return [
      `${ENDPOINTS[name].portVariable}: expected a port from 1 to 65535, found ${JSON.stringify(port)}`,
    ];
  });
}

/**
 * @param {readonly EndpointName[]} names
 * @param {Settings} settings
 * @param {readonly string[]} [own] ports of the running stack, which may be in use
 * @returns {Promise<string[]>} one line for each port in use by another program, with the variable that changes it
 */
export async function portsInUse(names, settings, own = []) {
  const host = settings['BIND_ADDRESS'] ?? '127.0.0.1';
  const lines = names.map(async (name) => {
    const port = publishedPort(name, settings);
    const inUse = !own.includes(port) && (await isInUse(host.replaceAll(/[[\]]/g, ''), Number(port)));
    return inUse ? [`${ENDPOINTS[name].portVariable}: ${host}:${port} is in use by another program`] : [];
  });
  return (await Promise.all(lines)).flat();
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>} whether a program listens there; other errors are left to the one that publishes the port
 */
async function isInUse(host, port) {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
  } finally {
    server.close();
  }
}
