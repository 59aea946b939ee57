import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { freePort } from './free-port.ts';
import { startExporter } from './processes.ts';
import type { WebConfigFolder } from './web-config.ts';

/** A server with a web configuration file. */
export interface WebServer extends AsyncDisposable {
  readonly port: number;
}

/** Starts the exporter. @throws with its problems, if it does not start */
export const startWithWebConfig = ({ file }: WebConfigFolder): Promise<WebServer> =>
  startExporter({ MODEM_URL: 'http://127.0.0.1:9' }, [`--web.config.file=${file}`]);

/** Starts blackbox_exporter, which uses exporter-toolkit. @throws with its log, if it does not start */
export async function startToolkit(program: string, { path, file }: WebConfigFolder): Promise<WebServer> {
  const config = join(path, 'blackbox.yml');
  await writeFile(config, 'modules: { http: { prober: http } }\n');
  const port = await freePort();
  const args = [`--config.file=${config}`, `--web.config.file=${file}`];
  const child = spawn(program, [...args, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 120_000,
  });
  const exit = once(child, 'exit');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (line: string) => {
    log += line;
  });
  // It reports whether TLS is enabled once the file is valid.
  while (!log.includes('msg="TLS is')) {
    if (child.exitCode !== null) throw new Error(log);
    await sleep(5);
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exit;
    },
  };
}

/** What a client sees. */
export interface Answer {
  /** Undefined if the connection or its handshake was refused. */
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly tls?: {
    readonly version: string | null;
    readonly cipher: string;
    readonly curve: string | undefined;
    readonly protocol: string | false | null;
    /** Common name in the server's certificate. */
    readonly name: string | string[] | undefined;
  };
}

export interface ClientOptions extends RequestOptions, Pick<ConnectionOptions, 'ALPNProtocols'> {
  readonly tls?: boolean;
}

/** Sends a GET request on a connection of its own. */
export async function ask(
  { port }: WebServer,
  { path = '/-/healthy', tls = false, ...options }: ClientOptions = {},
): Promise<Answer> {
  const target = { host: '127.0.0.1', port, path, agent: false, timeout: 10_000, ...options } as const;
  const request = tls ? httpsRequest({ servername: 'localhost', ...target }) : httpRequest(target);
  request.end();
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const session = tls ? { tls: sessionOf(response.socket as TLSSocket) } : {};
    const body = await text(response);
    return { status: response.statusCode, headers: response.headers, body, ...session };
  } catch {
    return { status: undefined, headers: {}, body: '' };
  }
}

const sessionOf = (socket: TLSSocket): NonNullable<Answer['tls']> => {
  const key = socket.getEphemeralKeyInfo();
  return {
    version: socket.getProtocol(),
    cipher: socket.getCipher().name,
    curve: key && 'name' in key ? key.name : undefined,
    protocol: socket.alpnProtocol,
    name: socket.getPeerCertificate().subject.CN,
  };
};
