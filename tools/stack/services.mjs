/**
 * The ports that docker-compose.yml can publish. This is the only copy: a test compares it with the compose file.
 *
 * @typedef {object} Endpoint
 * @property {string} portVariable setting that changes the published port
 * @property {number} port published port if the setting is not set; of an optional one an example
 * @property {boolean} [optional] published only if the setting is set
 * @property {string} internal `host:port` inside the compose network
 *
 * @typedef {'exporter' | 'prometheus' | 'alertmanager' | 'grafana' | 'mockModem' | 'mockTelnet'} EndpointName
 */

/** @type {Readonly<Record<EndpointName, Endpoint>>} */
export const ENDPOINTS = {
  exporter: { portVariable: 'EXPORTER_PORT', port: 9612, internal: 'exporter:9612' },
  prometheus: { portVariable: 'PROMETHEUS_PORT', port: 9090, internal: 'prometheus:9090' },
  // Any web page can create silences at a published port: Alertmanager answers every origin.
  alertmanager: {
    portVariable: 'ALERTMANAGER_PORT',
    port: 9093,
    internal: 'alertmanager:9093',
    optional: true,
  },
  grafana: { portVariable: 'GRAFANA_PORT', port: 3000, internal: 'grafana:3000' },
  mockModem: { portVariable: 'MOCK_MODEM_PORT', port: 8612, internal: 'mock-modem:8080' },
  mockTelnet: { portVariable: 'MOCK_MODEM_TELNET_PORT', port: 2323, internal: 'mock-modem:2323' },
};

/**
 * @param {EndpointName} name
 * @param {import('./settings.mjs').Settings} settings
 * @returns {boolean}
 */
export const isPublished = (name, settings) =>
  ENDPOINTS[name].optional !== true || Boolean(settings[ENDPOINTS[name].portVariable]);

/** Bind addresses that include the loopback interface. */
const LOCAL_BINDS = new Set(['', '0.0.0.0', '127.0.0.1', '::', '[::]']);

/**
 * @param {EndpointName} name
 * @param {import('./settings.mjs').Settings} settings
 * @returns {string} published port
 */
export function publishedPort(name, settings) {
  const { portVariable, port } = ENDPOINTS[name];
  return settings[portVariable] || String(port);
}

/**
 * @param {EndpointName} name
 * @param {import('./settings.mjs').Settings} settings
 * @returns {string} `host:port` at which this machine reaches the published port
 */
export function publishedAddress(name, settings) {
  const bind = settings['BIND_ADDRESS'] ?? '';
  return `${LOCAL_BINDS.has(bind) ? 'localhost' : bind}:${publishedPort(name, settings)}`;
}

/**
 * @param {readonly string[]} services names in docker-compose.yml
 * @returns {EndpointName[]} endpoints that these services publish
 */
export const endpointsOf = (services) =>
  /** @type {EndpointName[]} */ (Object.keys(ENDPOINTS)).filter((name) =>
    services.includes(ENDPOINTS[name].internal.replace(/:.*/, '')),
  );
