import { connect, type Socket } from 'node:net';
import { isMainThread, workerData } from 'node:worker_threads';
import { repeat } from './repeating-client.ts';

/** What one client of a flood does with its connection. */
type Client = (socket: Socket, index: number) => void;

interface Flood {
  readonly name: string;
  readonly connections: number;
  readonly client: Client;
}

const SCRAPE = 'GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n';
const HEALTH_CHECK = 'GET /-/healthy HTTP/1.1\r\nHost: exporter\r\n\r\n';
const COMPRESSED_SCRAPE = 'GET /metrics HTTP/1.1\r\nHost: exporter\r\nAccept-Encoding: gzip\r\n\r\n';

/** Sends requests and reads the responses. */
const read =
  (requests: string): Client =>
  (socket) => {
    socket.resume();
    socket.write(requests);
  };

/** Sends requests and does not read the responses. */
const unread =
  (requests: string): Client =>
  (socket) => {
    socket.pause();
    socket.write(requests);
  };

/** Sends a request header by header and never ends it. */
const drip: Client = (socket) => {
  socket.resume();
  socket.write('GET /metrics HTTP/1.1\r\n');
  const timer = setInterval(() => socket.write('X-Header: value\r\n'), 500);
  socket.once('close', () => clearInterval(timer));
};

const halfClose: Client = (socket) => {
  socket.resume();
  socket.end(SCRAPE);
};

const abort: Client = (socket, index) => {
  socket.write(SCRAPE);
  setTimeout(() => socket.destroy(), index % 50);
};

const sendNothing: Client = (socket) => {
  socket.resume();
};

const mixed = [read(SCRAPE.repeat(500)), unread(SCRAPE.repeat(50)), drip, halfClose, abort, sendNothing];

export const floods: readonly Flood[] = [
  { name: '1 connection with 2000 pipelined scrapes', connections: 1, client: read(SCRAPE.repeat(2000)) },
  { name: '5 connections with 1000 pipelined scrapes', connections: 5, client: read(SCRAPE.repeat(1000)) },
  {
    name: '40 connections with 2000 pipelined scrapes',
    connections: 40,
    client: unread(SCRAPE.repeat(2000)),
  },
  {
    name: '400 connections with 20 unread scrapes',
    connections: 400,
    client: unread(COMPRESSED_SCRAPE.repeat(20)),
  },
  { name: '1000 connections with 100 unread scrapes', connections: 1000, client: unread(SCRAPE.repeat(100)) },
  {
    name: '1000 connections that repeat health checks',
    connections: 1000,
    client: repeat(() => HEALTH_CHECK),
  },
  { name: '1000 connections that repeat scrapes', connections: 1000, client: repeat(() => SCRAPE) },
  { name: '1000 half-closed connections', connections: 1000, client: halfClose },
  { name: '1000 aborted scrapes', connections: 1000, client: abort },
  { name: '1000 connections that send nothing', connections: 1000, client: sendNothing },
  { name: '1000 connections that drip headers', connections: 1000, client: drip },
  { name: '2000 connections that send nothing', connections: 2000, client: sendNothing },
  {
    name: '1000 connections of all kinds',
    connections: 1000,
    client: (socket, index) => mixed[index % mixed.length]?.(socket, index),
  },
];

// As a worker thread this file is the flood: its clients must not delay the requests that are measured.
if (!isMainThread) {
  const job = workerData as { port?: number; name?: string } | null;
  const flood = floods.find(({ name }) => name === job?.name);
  for (let index = 0; index < (flood?.connections ?? 0); index += 1) {
    const socket = connect(job?.port ?? 0, '127.0.0.1');
    socket.on('error', () => {});
    socket.once('connect', () => flood?.client(socket, index));
  }
}
