import { once } from 'node:events';
import { createServer, isIP } from 'node:net';

import { ENDPOINTS, isPublished, publishedPort } from './services.mjs';

/**
 * @typedef {import('./services.mjs').EndpointName} EndpointName
 * @typedef {import('./settings.mjs').Settings} Settings
 */

/**
 * @param {readonly EndpointName[]} names
 * @param {Settings} settings
 * @returns {string[]} one line for each setting that is not a port, or the port of another endpoint, and one for a
 *   BIND_ADDRESS that is not an IP address
 */
export function invalidPorts(names, settings) {
  const bind = settings['BIND_ADDRESS'];
  const problems =
    bind === undefined || isIP(withoutBrackets(bind)) !== 0
      ? []
      : [`BIND_ADDRESS: expected an IP address of this machine, found ${JSON.stringify(bind)}`];
  /** @type {Map<string, string>} */
  const variables = new Map();
  for (const name of names.filter((each) => isPublished(each, settings))) {
    const { portVariable } = ENDPOINTS[name];
    const port = publishedPort(name, settings);
    const other = variables.get(port);
    if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) {
      problems.push(`${portVariable}: expected a port from 1 to 65535, found ${JSON.stringify(port)}`);
    } else if (other !== undefined) {
      problems.push(`${portVariable}: expected another port than that of ${other}, found ${port}`);
    }
    variables.set(port, portVariable);
  }
  return problems;
}

/** @param {string} host an IPv6 address may be in brackets */
export const withoutBrackets = (host) => host.replaceAll(/[[\]]/g, '');

/**
 * @param {Settings} settings
 * @returns {Promise<string | undefined>} what is wrong with a BIND_ADDRESS of another machine, and what to set
 */
export async function foreignBindAddress({ BIND_ADDRESS: host }) {
  if (host === undefined || (await listenError(withoutBrackets(host), 0)) !== 'EADDRNOTAVAIL')
    return undefined;
  return `BIND_ADDRESS: ${host} is not an address of this machine; set one that is, or 0.0.0.0 for all of them`;
}

/**
 * @param {readonly EndpointName[]} names
 * @param {Settings} settings
 * @param {readonly string[]} [own] ports of the running stack, which may be in use
 * @returns {Promise<string[]>} one line for each port in use by another program, with the variable that changes it
 */
export async function portsInUse(names, settings, own = []) {
  const host = settings['BIND_ADDRESS'] ?? '127.0.0.1';
  const lines = names
    .filter((name) => isPublished(name, settings))
    .map(async (name) => {
      const port = publishedPort(name, settings);
      const problem = own.includes(port) ? undefined : await listenError(withoutBrackets(host), Number(port));
      if (problem !== 'EADDRINUSE') return [];
      return [`${ENDPOINTS[name].portVariable}: ${host}:${port} is in use by another program`];
    });
  return (await Promise.all(lines)).flat();
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} code of the error if a program cannot listen there
 */
async function listenError(host, port) {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code;
  } finally {
    server.close();
  }
}
