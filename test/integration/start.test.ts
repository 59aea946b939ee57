import { afterAll, beforeAll, expect, it } from 'vitest';

import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { type Checkout, copyCheckout } from '../support/containers/checkout.ts';
import { describeWith } from '../support/containers/images.ts';
import { freePort } from '../support/free-port.ts';

/** This machine, as containers see it. */
const HOST = 'host.docker.internal';

describeWith(
  ['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'],
  'npm start with a modem of your own',
  () => {
    let modem: MockModem;
    let checkout: Checkout;

    beforeAll(async () => {
      modem = await createMockModem({
        host: '0.0.0.0',
        credentials: { username: 'admin', password: 'right' },
      });
      checkout = await copyCheckout(`hg612-test-start-${process.pid}`);
    });
    afterAll(async () => {
      await checkout?.[Symbol.asyncDispose]();
      await modem?.close();
    });

    const page = () => `${HOST}:${modem.httpPort}`;
    const telnet = () => `${HOST}:${modem.telnetPort}`;

    it('shows the line and that there is no receiver', async () => {
      const { code, stdout, stderr } = await checkout.start({
        MODEM_URL: `${page()}/`,
        MODEM_TELNET: `telnet://${telnet()}`,
        MODEM_PASSWORD: 'right',
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(
        /^Line +up, \d+\.\d \/ \d+\.\d Mbit\/s, SNR margin \d+\.\d \/ \d+\.\d dB \(downstream \/ upstream\)$/m,
      );
      expect(stdout).toMatch(/^Notifications no notification receiver is configured$/m);
      expect(code).toBe(0);
    });

    it('reports a wrong password, whose $ Docker Compose removed, beside the values of the page', async () => {
      const { code, stdout, stderr } = await checkout.start({
        MODEM_URL: `http://${page()}/html/status/xdslStatus.asp`,
        MODEM_TELNET: telnet(),
        MODEM_PASSWORD: 'right$x',
        ALERT_WEBHOOK_URL: `http://${HOST}:9/hook`,
      });
      // What remains of it is right by chance: only the warning shows the mistake.
      expect(stderr).toMatch(/^Warning: \.env, line 3: MODEM_PASSWORD: Docker Compose removes the \$/);
      expect(stdout).toMatch(/^Line +up, /m);
      expect(stdout).toMatch(/^Notifications webhook$/m);
      expect(code).toBe(0);

      const wrong = await checkout.start({
        MODEM_URL: page(),
        MODEM_TELNET: telnet(),
        MODEM_PASSWORD: 'wrong',
      });
      expect(wrong.stdout).toMatch(/^Line +up, \d+\.\d \/ \d+\.\d Mbit\/s \(downstream/m);
      expect(wrong.stdout).toMatch(/^ +telnet login: .* \(wrong user name or password\)$/m);
      expect(wrong.stderr).toContain('The stack runs, but the modem cannot be read completely.');
      expect(wrong.code).toBe(2);
    });

    it('reports a wrong address, and telnet that is off', async () => {
      const { code, stdout, stderr } = await checkout.start({
        MODEM_URL: 'http://modem.invalid',
        MODEM_TELNET: `${HOST}:${await freePort()}`,
      });
      expect(stdout).toMatch(/^Line +unknown: the modem cannot be read$/m);
      expect(stdout).toMatch(/^ +status page: http:\/\/modem\.invalid\/\S+ cannot connect: .+$/m);
      expect(stdout).toMatch(/^ +→ .*Check that MODEM_URL has its address/m);
      expect(stdout).toMatch(/^ +telnet login: .* cannot connect: connection refused/m);
      expect(stdout).toMatch(/^ +→ .*telnet is off/m);
      expect(stderr).toContain('The stack runs, but the modem cannot be read. Correct .env');
      expect(code).toBe(2);
    });

    it('reports a missing port', async () => {
      const { code, stdout } = await checkout.start({ MODEM_URL: `${HOST}:${await freePort()}` });
      expect(stdout).toMatch(/^ +status page: .* cannot connect: connection refused/m);
      expect(stdout).toMatch(/^ +→ .*wrong address or port/m);
      expect(code).toBe(2);
    });

    it('announces the history of the mock modem on its first start only', async () => {
      const announcement = /^ +this first start generates the history of the mock modem/m;
      const first = await checkout.start({ HISTORY_DAYS: '1' });
      expect(first.stdout).toMatch(announcement);
      const second = await checkout.start({ HISTORY_DAYS: '1' });
      expect(second.stdout).not.toMatch(announcement);
      expect([first.code, second.code]).toEqual([0, 0]);
    });

    it('refuses an address of another protocol, and a misspelt setting', async () => {
      const protocol = await checkout.start({ MODEM_URL: `https://${page()}` });
      expect(protocol.stderr).toMatch(
        /^\nexporter failed to start:\n\nMODEM_URL: expected an address that begins with http:\/\//,
      );
      expect(protocol.code).toBe(1);

      const misspelt = await checkout.start({ MODEM_URL: page(), MODEM_TELENT: telnet() });
      expect(misspelt.stderr).toMatch(
        /^\nalertmanager-config failed to start:\n\nMODEM_TELENT: unknown setting; did you mean MODEM_TELNET\?\n$/,
      );
      expect(misspelt.code).toBe(1);
    });
  },
);
