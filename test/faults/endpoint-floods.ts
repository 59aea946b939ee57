import { connect, type Socket } from 'node:net';
import { isMainThread, workerData } from 'node:worker_threads';
import { repeat } from './repeating-client.ts';

interface EndpointFlood {
  readonly name: string;
  /** What one of 1000 clients does with its connection. */
  readonly client: (socket: Socket, index: number) => void;
}

const CONNECTIONS = 1000;

/** Requests on one connection. The exporter serves one of them. */
const PIPELINED = 20;

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: exporter\r\n\r\n`;
const post = (target: string): string => `POST ${target} HTTP/1.1\r\nHost: exporter\r\n\r\n`;

type RequestOf = (index: number) => string;
const anyOf =
  (...requests: readonly RequestOf[]): RequestOf =>
  (index) =>
    requests[index % requests.length]?.(index) ?? '';

const read =
  (requestOf: RequestOf) =>
  (socket: Socket, index: number): void => {
    socket.resume();
    socket.write(requestOf(index).repeat(PIPELINED));
  };

const unread =
  (requestOf: RequestOf) =>
  (socket: Socket, index: number): void => {
    socket.pause();
    socket.write(requestOf(index).repeat(PIPELINED));
  };

const aborted =
  (requestOf: RequestOf) =>
  (socket: Socket, index: number): void => {
    socket.resume();
    socket.write(requestOf(index));
    setTimeout(() => socket.destroy(), index % 200);
  };

const inventory = anyOf(
  () => get('/targets'),
  () => get('/config'),
  (index) => get(`/targets?shards=${(index % 1000) + 1}`),
);
const spectrum = anyOf(
  () => get('/spectrum.json'),
  () => get('/metrics?collect[]=spectrum'),
  () => get('/spectrum'),
  (index) => get(`/spectrum?reference=saved-${index % 20}`),
);
/** Addresses at which nothing listens. */
const distinctTargets: RequestOf = (index) => get(`/probe?target=127.9.${index >> 8}.${index & 255}:9`);
const names = anyOf(
  (index) => get(`/probe?target=modem-${index}.invalid`),
  (index) => get(`/probe?target=stranger-${index}.test`),
);
const longAddresses = anyOf(
  () => get(`/probe?target=${'%41'.repeat(4000)}`),
  () => get(`/probe?${'target=1&'.repeat(1500)}`),
  () => get(`/report?line=${'%F0%9F%98%80'.repeat(1000)}`),
);
/** What is expensive to parse. */
const parameters = anyOf(
  () => get(`/probe?${'x'.repeat(2000)}=1`),
  () => get(`/metrics?${'a=&'.repeat(660)}`),
  () => get(`/report?${'a&'.repeat(1000)}`),
  () => `GET /metrics HTTP/1.1\r\nHost: exporter\r\nAccept: ${'a/b,'.repeat(1900)}a/b\r\n\r\n`,
  () => `GET /targets HTTP/1.1\r\nHost: exporter\r\nAccept-Encoding: ${'a,'.repeat(3800)}a\r\n\r\n`,
);
const pages = anyOf(
  () => get('/'),
  () => get('/runbook'),
  () => get('/error-periods.json'),
);
const reports = anyOf(
  () => get('/report?days=92'),
  () => get('/report.csv'),
);

export const endpointFloods: readonly EndpointFlood[] = [
  { name: 'unread inventories and configurations', client: unread(inventory) },
  { name: 'probes of 1000 targets', client: read(distinctTargets) },
  { name: 'probes of names that cannot be resolved', client: read(names) },
  { name: 'long addresses', client: read(longAddresses) },
  { name: 'repeated parameters that are expensive to parse', client: repeat(parameters) },
  { name: 'repeated inventories and configurations', client: repeat(inventory) },
  { name: 'repeated pages', client: repeat(pages) },
  { name: 'unread spectra with references', client: unread(spectrum) },
  { name: 'aborted reports', client: aborted(reports) },
  { name: 'reloads', client: read(() => post('/-/reload')) },
  {
    name: 'all of these',
    client: (socket, index) => {
      const clients = endpointFloods.slice(0, -1).map(({ client }) => client);
      clients[index % clients.length]?.(socket, index);
    },
  },
];

// As a worker thread this file is the flood: its clients must not delay the requests that are measured.
if (!isMainThread) {
  const job = workerData as { port?: number; endpointFlood?: string } | null;
  const flood = endpointFloods.find(({ name }) => name === job?.endpointFlood);
  for (let index = 0; index < (flood === undefined ? 0 : CONNECTIONS); index += 1) {
    const socket = connect(job?.port ?? 0, '127.0.0.1');
    socket.on('error', () => {});
    socket.once('connect', () => flood?.client(socket, index));
  }
}
