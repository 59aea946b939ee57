import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { isMainThread, workerData } from 'node:worker_threads';

interface TlsFlood {
  readonly name: string;
  readonly connections: number;
  /** What one client does with its connection. */
  readonly client: (socket: Socket, index: number) => void;
  /** Address of the clients, if it is not that of the requests that are measured. */
  readonly localAddress?: string;
  /** Whether a client opens another connection when one has ended. */
  readonly isRepeated?: boolean;
}

/** The beginning of a TLS record that announces 512 bytes of a handshake. */
const PARTIAL_HELLO = Buffer.from('160301020001', 'hex');

/** Completes the handshake; certificates do not matter here. */
const secure = (socket: Socket, then: (tls: TLSSocket) => void): void => {
  const tls = connectTls({ socket, rejectUnauthorized: false, servername: 'localhost' }, () => then(tls));
  tls.on('error', () => {});
};

/** A request with a password that no other request has. */
const guess = (index: number, repeat: number): string => {
  const credentials = Buffer.from(`alice:guess ${index} ${repeat}`).toString('base64');
  return `GET /metrics HTTP/1.1\r\nHost: exporter\r\nAuthorization: Basic ${credentials}\r\n\r\n`;
};

export const tlsFloods: readonly TlsFlood[] = [
  { name: '1000 connections that send nothing', connections: 1000, client: (socket) => socket.resume() },
  {
    name: '1000 handshakes that stop after the first bytes',
    connections: 1000,
    client: (socket) => {
      socket.resume();
      socket.write(PARTIAL_HELLO);
    },
  },
  {
    name: '1000 connections that send anything but TLS',
    connections: 1000,
    client: (socket) => {
      socket.resume();
      socket.write('GET / HTTP/1.1\r\nHost: exporter\r\n\r\n'.repeat(100));
    },
  },
  {
    name: '1000 connections without a request',
    connections: 1000,
    client: (socket) => secure(socket, (tls) => tls.resume()),
  },
  {
    name: '1000 connections from another address that repeat handshakes',
    connections: 1000,
    localAddress: '127.0.0.2',
    isRepeated: true,
    client: (socket) => secure(socket, (tls) => tls.destroy()),
  },
  {
    name: '50 connections that guess passwords without a pause',
    connections: 50,
    client: (socket, index) =>
      secure(socket, (tls) => {
        let repeat = 0;
        tls.write(guess(index, repeat));
        tls.on('data', () => {
          repeat += 1;
          tls.write(guess(index, repeat));
        });
      }),
  },
];

// As a worker thread this file is the flood: its clients must not delay the requests that are measured.
if (!isMainThread) {
  const job = workerData as { port?: number; tlsFlood?: string } | null;
  const flood = tlsFloods.find(({ name }) => name === job?.tlsFlood);
  const open = (index: number): void => {
    const socket = connect({
      port: job?.port ?? 0,
      host: '127.0.0.1',
      localAddress: flood?.localAddress ?? '127.0.0.1',
    });
    socket.on('error', () => {});
    socket.once('connect', () => flood?.client(socket, index));
    if (flood?.isRepeated) socket.once('close', () => open(index));
  };
  for (let index = 0; index < (flood?.connections ?? 0); index += 1) open(index);
}
