import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startMockModem } from '../support/processes.ts';

it.each(['/html/status/xdslStatus.asp', '/'])(
  'the mock modem survives 40 connections with 2000 pipelined requests for %s',
  async (path) => {
    await using modem = await startMockModem();
    const requests = `GET ${path} HTTP/1.1\r\nHost: modem\r\n\r\n`.repeat(2000);
    const clients = Array.from({ length: 40 }, () => {
      const socket = connect(modem.port, '127.0.0.1').on('error', () => {});
      socket.pause();
      socket.write(requests);
      return socket;
    });
    await expect.poll(() => clients.every(({ connecting }) => !connecting)).toBe(true);
    // Behind what the flood has sent so far.
    for (let check = 0; check < 5; check += 1) {
      const response = await fetch(`${modem.url}/-/healthy`, { headers: { connection: 'close' } });
      expect(response.status).toBe(200);
      await response.text();
    }
    expect(modem.exit).toBeUndefined();
    for (const client of clients) client.destroy();
  },
);
