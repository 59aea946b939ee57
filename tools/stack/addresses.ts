import type { Environment } from '../../lib/environment.ts';
import { ENDPOINTS, isPublished, publishedAddress } from './services.mjs';
import type { Settings } from './settings.mjs';

/** Where a tool runs: in a checkout next to docker-compose.yml, or inside the exporter's container. */
export type Place = 'host' | 'container';

/** Base URLs of the services, without a trailing slash. */
export interface Addresses {
  readonly exporter: string;
  readonly prometheus: string;
  /** Undefined if its port is not published: only containers of the stack reach it. */
  readonly alertmanager: string | undefined;
  readonly grafana: string;
}

/** A variable that should contain a URL and does not. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/**
 * Finds the base URL of a service: the published port on a host, the service name in a container.
 *
 * @param environment `EXPORTER_URL`, `PROMETHEUS_URL`, … override the address. They are taken from here only: in
 *   `.env` they are the links in notifications, which this machine need not be able to reach
 * @returns undefined on a host if the port is not published
 * @throws {AddressError} naming the variable
 */
export function findAddress(
  service: 'alertmanager',
  place: Place,
  settings: Settings,
  environment: Environment,
): string | undefined;
export function findAddress(
  service: Exclude<keyof Addresses, 'alertmanager'>,
  place: Place,
  settings: Settings,
  environment: Environment,
): string;
export function findAddress(
  service: keyof Addresses,
  place: Place,
  settings: Settings,
  environment: Environment,
): string | undefined {
  const variable = `${service.toUpperCase()}_URL`;
  const override = environment[variable];
  if (!override) {
    if (place === 'container') return `http://${internalAddress(service, settings)}`;
    return isPublished(service, settings) ? `http://${publishedAddress(service, settings)}` : undefined;
  }
  if (!/^https?:\/\/[^/]/.test(override) || !URL.canParse(override)) {
    throw new AddressError(
      `${variable}: expected a URL such as http://localhost:9090, found ${JSON.stringify(override)}`,
    );
  }
  return override.replace(/\/+$/, '');
}

/** In the exporter's container the exporter itself is on the loopback interface. */
const internalAddress = (service: keyof Addresses, settings: Settings): string =>
  service === 'exporter'
    ? `127.0.0.1:${settings['LISTEN_PORT'] ?? ENDPOINTS.exporter.port}`
    : ENDPOINTS[service].internal;

/** {@link findAddress} for every service. */
export const findAddresses = (place: Place, settings: Settings, environment: Environment): Addresses => ({
  exporter: findAddress('exporter', place, settings, environment),
  prometheus: findAddress('prometheus', place, settings, environment),
  alertmanager: findAddress('alertmanager', place, settings, environment),
  grafana: findAddress('grafana', place, settings, environment),
});
