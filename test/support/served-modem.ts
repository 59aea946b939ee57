import { createServer } from 'node:http';
import { CREDENTIALS, shellScript, startTestModem } from './scripted-telnet.ts';
import { startServer } from './start-server.ts';

/** A modem that serves a page and command outputs given by the test, which may change them between reads. */
export interface ServedModem extends AsyncDisposable {
  page: Buffer;
  /** Output by command line. */
  readonly outputs: Record<string, string>;
  /** Settings of an exporter that reads this modem. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Serves these texts over HTTP and telnet, on free ports. */
export async function serveModem(
  page: string,
  outputs: Readonly<Record<string, string>>,
): Promise<ServedModem> {
  const served = { page: Buffer.from(page, 'latin1'), outputs: { ...outputs } };
  const telnet = await startTestModem(shellScript({ outputs: served.outputs }));
  const http = await startServer(
    createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(served.page);
    }),
  );
  return Object.assign(served, {
    environment: {
      MODEM_URL: http.url,
      MODEM_TELNET: `127.0.0.1:${telnet.port}`,
      MODEM_USERNAME: CREDENTIALS.username,
      MODEM_PASSWORD: CREDENTIALS.password,
    },
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      await telnet[Symbol.asyncDispose]();
    },
  });
}
