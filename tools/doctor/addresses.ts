import type { Settings } from './settings.ts';

/** Where everything is asked: base URLs, without a slash at the end. */
export interface Addresses {
  readonly exporter: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly grafana: string;
}

/** A setting that is no address. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** What the compose file publishes when nothing is set. */
const PORTS = {
  exporter: ['EXPORTER_PORT', 9612],
  prometheus: ['PROMETHEUS_PORT', 9090],
  alertmanager: ['ALERTMANAGER_PORT', 9093],
  grafana: ['GRAFANA_PORT', 3000],
  mockModem: ['MOCK_MODEM_PORT', 8612],
  mockTelnet: ['MOCK_MODEM_TELNET_PORT', 2323],
} as const;

/** `host:port` at which the compose file publishes a service. */
export function published(service: keyof typeof PORTS, settings: Settings): string {
  const [variable, port] = PORTS[service];
  const bound = settings['BIND_ADDRESS'] ?? '';
  const everywhere = ['', '0.0.0.0', '127.0.0.1', '::', '[::]'].includes(bound);
  return `${everywhere ? 'localhost' : bound}:${settings[variable] ?? port}`;
}

/**
 * Finds out where to ask.
 *
 * @param place in the image, services are found by their names; beside the compose file, at their published ports
 * @param shell `EXPORTER_URL`, `PROMETHEUS_URL`, … count from here alone: in `.env` they are the addresses in messages,
 *   which need not lead anywhere from this machine
 * @throws {AddressError} naming the variable
 */
export function findAddresses(
  place: 'host' | 'image',
  settings: Settings,
  shell: Readonly<Record<string, string | undefined>>,
): Addresses {
  const inside = {
    exporter: `127.0.0.1:${settings['LISTEN_PORT'] ?? PORTS.exporter[1]}`,
    prometheus: `prometheus:${PORTS.prometheus[1]}`,
    alertmanager: `alertmanager:${PORTS.alertmanager[1]}`,
    grafana: `grafana:${PORTS.grafana[1]}`,
  };
  const find = (service: keyof Addresses): string => {
    const variable = `${service.toUpperCase()}_URL`;
    const said = shell[variable];
    if (!said) return `http://${place === 'image' ? inside[service] : published(service, settings)}`;
    if (!/^https?:\/\/[^/]/.test(said) || !URL.canParse(said)) {
      throw new AddressError(
        `${variable}: expected an address such as http://localhost:9090, found ${JSON.stringify(said)}`,
      );
    }
    return said.replace(/\/+$/, '');
  };
  return {
    exporter: find('exporter'),
    prometheus: find('prometheus'),
    alertmanager: find('alertmanager'),
    grafana: find('grafana'),
  };
}
