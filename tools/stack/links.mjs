import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { isPublished, publishedPort } from './services.mjs';
import { nonEmpty } from './settings.mjs';

/**
 * @typedef {import('./settings.mjs').Environment} Environment
 * @typedef {'exporter' | 'prometheus' | 'alertmanager' | 'grafana'} LinkedService
 * @typedef {Readonly<Record<Exclude<LinkedService, 'alertmanager' | 'grafana'>, string> & { alertmanager?: string; grafana?: string }>} Links
 *   base URLs of the pages that messages link to; none of Alertmanager if its port is not published, none of Grafana if
 *   GRAFANA_URL is empty
 */

/** @type {readonly LinkedService[]} */
const SERVICES = ['exporter', 'prometheus', 'alertmanager', 'grafana'];

/** Bind addresses that stand for every address of the machine. */
const EVERY_ADDRESS = new Set(['0.0.0.0', '::', '[::]']);

/** @param {LinkedService} service */
const variableOf = (service) => `${service.toUpperCase()}_URL`;

/**
 * The links in notifications, by the settings, the ports and BIND_ADDRESS.
 *
 * @param {Environment} all settings with the empty ones: an empty GRAFANA_URL means that there is no Grafana
 * @param {string | undefined} ownAddress of this machine in its network, used if ports are published on every address
 * @returns {Links}
 */
export function linksOf(all, ownAddress) {
  const settings = nonEmpty(all);
  const bind = settings['BIND_ADDRESS'] ?? 'localhost';
  const host = EVERY_ADDRESS.has(bind) ? (ownAddress ?? 'localhost') : bind;
  const links = SERVICES.flatMap((service) => {
    const url = settings[variableOf(service)];
    if (service === 'grafana' && all['GRAFANA_URL'] === '') return [];
    if (url === undefined && !isPublished(service, settings)) return [];
    return [[service, url ?? `http://${host}:${publishedPort(service, settings)}`]];
  });
  return /** @type {Links} */ (Object.fromEntries(links));
}

/**
 * Variables of docker-compose.yml for the links, as far as they are not set.
 *
 * @param {Environment} all settings with the empty ones
 * @param {string | undefined} ownAddress
 * @param {boolean} hasGrafana whether Grafana is started
 * @returns {Record<string, string>} an empty GRAFANA_URL means that there is no Grafana
 */
export function linkVariables(all, ownAddress, hasGrafana) {
  const links = /** @type {[LinkedService, string][]} */ (Object.entries(linksOf(all, ownAddress)));
  const variables = Object.fromEntries(links.map(([service, url]) => [variableOf(service), url]));
  const grafana = all['GRAFANA_URL'] ?? (hasGrafana ? variables['GRAFANA_URL'] : '');
  return { ...variables, GRAFANA_URL: grafana ?? '' };
}

/**
 * The address from which this machine reaches other networks. No packet is sent.
 *
 * @returns {Promise<string | undefined>} undefined if it has no such route
 */
export async function addressOfThisMachine() {
  const socket = createSocket('udp4');
  try {
    // A documentation address: only the route counts.
    socket.connect(9, '203.0.113.1');
    await once(socket, 'connect');
    return socket.address().address;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
