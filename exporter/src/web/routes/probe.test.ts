import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../../../mock-modem/src/mock-modem.ts';
import { nowhere } from '../../../../test/support/fake-server.ts';
import { proberWith, type Prober } from '../../../../test/support/prober.ts';
import { createResolver } from '../../probe/resolve.ts';
import { startStopwatch } from '../../../../test/support/stopwatch.ts';
import { type StartedServer, startServer } from '../../../../test/support/start-server.ts';

let mock: MockModem;
let prober: Prober;

beforeAll(async () => {
  mock = await createMockModem();
});
afterAll(() => mock.close());

/** Modules that lead to the mock modem, and a name server that knows the names of these tests. */
const configuration = (): string => `
modules:
  default: { port: ${mock.httpPort} }
  both: { telnet: true, port: ${mock.httpPort}, telnet_port: ${mock.telnetPort} }
  uptime: { page: false, telnet: true, commands: [uptime], telnet_port: ${mock.telnetPort} }
  slow: { port: ${mock.httpPort}, timeout: 600ms }
  held: { port: ${mock.httpPort}, timeout: 8s }
auths:
  default: { username: admin, password_file: password }
  wrong: { username: admin, password_file: wrong }
targets: [127.0.0.1, 10.0.0.0/8, modem.test, '*.dsl.test', unknown.test, rebound.test]
inventory:
  - { name: Home, target: home.test, contract_down_mbit: 80/55 }
`;
const names: Readonly<Record<string, readonly string[]>> = {
  'modem.test': ['127.0.0.1'],
  'home.test': ['127.0.0.1'],
  'a.dsl.test': ['127.0.0.1'],
  'by-network.test': ['127.0.0.1'],
  'rebound.test': ['169.254.169.254'],
  'elsewhere.test': ['192.0.2.1'],
};
const lookups: string[] = [];
const resolve = createResolver(async (name) => {
  lookups.push(name);
  const found = names[name];
  if (found === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return found;
});

beforeEach(async () => {
  await mock.setScenario('steady');
  mock.resetStats();
  lookups.length = 0;
  const files = { password: 'admin\n', wrong: 'open sesame\n' };
  prober = proberWith(configuration(), { resolve, files });
  return () => prober[Symbol.asyncDispose]();
});

const probe = (query: string) => prober.agent.get(`/probe?${query}`);

describe('a probe', () => {
  it('publishes the metrics of the line, and none of the exporter', async () => {
    const { text, headers } = await probe('target=127.0.0.1&module=both').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('hg612_up 1\n');
    expect(text).toContain('hg612_scrape_collector_success{collector="xdslcmd_stats"} 1\n');
    expect(text).toMatch(/hg612_dsl_sync_rate_bytes_per_second\{direction="downstream"\} \d+/);
    expect(text).not.toMatch(/^(?:process|nodejs|hg612_exporter|hg612_contract)_/m);
  });

  it('reads what the module says', async () => {
    const { text } = await probe('target=127.0.0.1&module=uptime').expect(200);
    expect(text).toContain('hg612_device_uptime_seconds ');
    expect(text).not.toContain('xdsl_status');
    expect(text).not.toContain('xdslcmd_stats');
    expect(mock.stats().http.requests).toBe(0);
  });

  it('publishes the contract rates of the inventory', async () => {
    const { text } = await probe('target=home.test').expect(200);
    const name = 'hg612_contract_sync_rate_bytes_per_second';
    expect(text).toContain(`${name}{direction="downstream",kind="guaranteed"} 6875000\n`);
  });

  it('is compressed when the client accepts that', async () => {
    const { headers, text } = await probe('target=127.0.0.1').set('accept-encoding', 'gzip').expect(200);
    expect(headers['content-encoding']).toBe('gzip');
    expect(text).toContain('hg612_up 1\n');
  });

  it.each([
    { what: 'the modem hangs', scenario: 'hang', query: 'target=127.0.0.1&module=slow', reason: 'timeout' },
    { what: 'the page is a login page', scenario: 'login-page', query: 'target=127.0.0.1', reason: 'login' },
    {
      what: 'the password is wrong',
      scenario: 'steady',
      query: 'target=127.0.0.1&module=uptime&auth=wrong',
      reason: 'login',
    },
    { what: 'the name is unknown', scenario: 'steady', query: 'target=unknown.test', reason: 'connect' },
  ])('has status 200, hg612_up 0 and the reason when $what', async ({ scenario, query, reason }) => {
    await mock.setScenario(scenario);
    const { text } = await probe(query).expect(200);
    expect(text).toContain('hg612_up 0\n');
    expect(text).toMatch(
      new RegExp(`hg612_scrape_collector_failure\\{collector="\\w+",reason="${reason}"\\} 1\n`),
    );
    expect(text).not.toContain('hg612_dsl_');
  });

  it('has status 200 and the reason when nothing listens', async () => {
    const { host } = new URL(await nowhere());
    const { text } = await probe(`target=${host}`).expect(200);
    expect(text).toContain('hg612_scrape_collector_failure{collector="xdsl_status",reason="connect"} 1\n');
  });
});

describe('bad requests get 400 with one line', () => {
  it.each([
    { query: '', message: 'parameter "target" is missing' },
    { query: 'module=both', message: 'parameter "target" is missing' },
    { query: 'target=', message: 'parameter "target" is missing' },
    { query: 'target=a&target=b', message: 'parameter "target" must be given once, found 2' },
    { query: 'target=a&module=both&module=both', message: 'parameter "module" must be given once, found 2' },
    { query: 'target=a&auth=wrong&auth=wrong', message: 'parameter "auth" must be given once, found 2' },
    { query: 'target=a&module=boht', message: 'unknown module "boht"; did you mean "both"?' },
    { query: 'target=a&module=__proto__', message: 'unknown module "__proto__"; did you mean "both"?' },
    { query: 'target=a&module=both&auth=defult', message: 'unknown auth "defult"; did you mean "default"?' },
    { query: 'target=a&auth=nobody', message: 'unknown auth "nobody"; did you mean "wrong"?' },
    { query: 'target=a&modul=both', message: 'unknown parameter "modul"; did you mean "module"?' },
    { query: 'target=a&debug=yes', message: 'parameter "debug": expected true or false, found "yes"' },
    {
      query: 'target=http://admin:secret@modem.test',
      message:
        'parameter "target": expected an address without user name and password, found "http://***@modem.test"',
    },
    {
      query: 'target=admin:secret@modem.test',
      message:
        'parameter "target": expected an address without user name and password, found "***@modem.test"',
    },
    {
      query: 'target=https://modem.test',
      message:
        'parameter "target": expected an address that begins with http://, the only protocol of the status page, found "https://modem.test"',
    },
    {
      query: 'target=file:///etc/passwd',
      message:
        'parameter "target": expected an address that begins with http://, the only protocol of the status page, found "file:///etc/passwd"',
    },
    {
      query: 'target=modem.test/html',
      message:
        'parameter "target": expected a host, or a host and a port, without a path, found "modem.test/html"',
    },
    {
      query: 'target=http://modem.test/html/status/xdslStatus.asp',
      message:
        'parameter "target": expected a host, or a host and a port, without a path, found "http://modem.test/html/status/xdslStatus.asp"',
    },
    {
      query: 'target=modem.test%3Fx',
      message:
        'parameter "target": expected an address without ? and #, such as http://192.168.1.1, found "modem.test?x"',
    },
    {
      query: 'target=modem.test:0',
      message:
        'parameter "target": expected a port from 1 to 65535, such as http://192.168.1.1, found "modem.test:0"',
    },
    {
      query: `target=${'a'.repeat(301)}`,
      message: /^parameter "target": expected at most 300 characters, found "a{100}"$/,
    },
    {
      query: 'target=a%0Ab',
      message: /^parameter "target": expected a host name or an IP address, .*found "a\\nb"$/,
    },
  ])('$query', async ({ query, message }) => {
    const { text, headers } = await probe(query).expect(400);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^[^\n]+\n$/);
    if (typeof message === 'string') expect(text).toBe(`${message}\n`);
    else expect(text.trimEnd()).toMatch(message);
    expect(lookups).toEqual([]);
  });
});

describe('targets that the list does not allow get 403, and nothing is connected', () => {
  const LIST = 'the list "targets" of the configuration file';
  const within = `only a network within that range in ${LIST} allows it`;

  it.each([
    { target: '192.168.1.1', message: `192.168.1.1 is not in ${LIST}` },
    { target: '[2001:db8::1]:80', message: `2001:db8::1 is not in ${LIST}` },
    { target: 'elsewhere.test', message: `elsewhere.test (192.0.2.1) is not in ${LIST}` },
    { target: 'nothing.test', message: `nothing.test is not in ${LIST}` },
    { target: 'dsl.test', message: `dsl.test is not in ${LIST}` },
    { target: '127.0.0.2', message: `127.0.0.2 is a loopback address; ${within}` },
    { target: '[::1]', message: `::1 is a loopback address; ${within}` },
    { target: '0.0.0.0', message: `0.0.0.0 is an unspecified address; ${within}` },
    { target: '[::]', message: `:: is an unspecified address; ${within}` },
    { target: '169.254.169.254', message: `169.254.169.254 is a link-local address; ${within}` },
    { target: '[::ffff:169.254.169.254]', message: `169.254.169.254 is a link-local address; ${within}` },
    { target: '[::ffff:a9fe:a9fe]', message: `169.254.169.254 is a link-local address; ${within}` },
    { target: '[fe80::1]', message: `fe80::1 is a link-local address; ${within}` },
    { target: '[febf::1]', message: `febf::1 is a link-local address; ${within}` },
    {
      target: '[64:ff9b::a9fe:a9fe]',
      message: `64:ff9b::a9fe:a9fe is an IPv6 address that embeds an IPv4 address; ${within}`,
    },
    { target: '100.100.100.200', message: `100.100.100.200 is an address of a metadata service; ${within}` },
    { target: '0xa9.254.169.254', message: `169.254.169.254 is a link-local address; ${within}` },
    {
      target: 'rebound.test',
      message: `rebound.test resolves to 169.254.169.254, a link-local address; ${within}`,
    },
  ])('$target', async ({ target, message }) => {
    const { text } = await probe(`target=${encodeURIComponent(target)}`).expect(403);
    expect(text).toBe(`${message}\n`);
    expect(mock.stats().http.requests).toBe(0);
  });
});

describe('targets that the list allows', () => {
  it.each(['127.0.0.1', 'modem.test', 'a.dsl.test', 'by-network.test', 'home.test'])('%s', async (target) => {
    const { text } = await probe(`target=${target}`).expect(200);
    expect(text).toContain('hg612_up 1\n');
  });

  it('are resolved once for page and shell', async () => {
    expect((await probe('target=modem.test&module=both').expect(200)).text).toContain('hg612_up 1\n');
    expect(lookups).toEqual(['modem.test']);
    expect(mock.stats()).toMatchObject({ http: { requests: 1 }, telnet: { opened: 1 } });
  });

  it('are not followed to where they redirect', async () => {
    await using redirecting = await redirectTo(`${mock.url}/html/status/xdslStatus.asp`);
    const { text } = await probe(`target=127.0.0.1:${redirecting.port}`).expect(200);
    expect(text).toContain(
      'hg612_scrape_collector_failure{collector="xdsl_status",reason="http_status"} 1\n',
    );
    expect(mock.stats().http.requests).toBe(0);
  });

  it('share a read, however the target is written', async () => {
    await mock.setScenario('hang');
    const port = String(mock.httpPort);
    const targets = [
      'modem.test',
      'MODEM.test',
      'modem.test.',
      `modem.test:${port}`,
      `http://modem.test`,
      `http://Modem.Test.:${port}/`,
    ];
    const responses = await Promise.all(
      targets.map(async (target, at) => {
        // A read of its own would begin after the first one, for which the modem is locked, and have time left.
        await sleep(100 * at);
        return await probe(`target=${target}&module=held`).expect(200);
      }),
    );
    for (const { text } of responses) expect(text).toContain('hg612_up 0\n');
    expect(mock.stats().http.requests).toBe(1);
  });

  it('are one modem under other names, modules and logins: one request and one session at a time', async () => {
    const targets = ['modem.test', 'a.dsl.test', '127.0.0.1', 'home.test'];
    const probes = targets.flatMap((target) => [
      probe(`target=${target}&module=both`),
      probe(`target=${target}&module=uptime`),
      probe(`target=${target}&module=both&auth=wrong`),
    ]);
    await Promise.all(probes.map((each) => each.expect(200)));
    expect(mock.stats()).toMatchObject({ http: { maxConcurrent: 1 }, telnet: { maxConcurrent: 1 } });
  });
});

describe('the deadline of a probe', () => {
  // The timeouts are far apart, so that the result is the same on a loaded machine. The other one would be 8 s or more.
  it.each([
    { module: 'slow', timeout: undefined, seconds: 0.6 },
    { module: 'slow', timeout: '30', seconds: 0.6 },
    { module: 'slow', timeout: 'soon', seconds: 0.6 },
    { module: 'default', timeout: '1', seconds: 0.5 },
  ])(
    'is $seconds s with the module $module and a scrape timeout of $timeout s',
    async ({ module, timeout, seconds }) => {
      await mock.setScenario('hang');
      const elapsed = startStopwatch();
      const request = probe(`target=127.0.0.1&module=${module}`);
      if (timeout !== undefined) void request.set('x-prometheus-scrape-timeout-seconds', timeout);
      const { text } = await request.expect(200);
      const { wall, active } = elapsed();
      expect(text).toContain('reason="timeout"');
      expect(wall / 1000).toBeGreaterThan(0.9 * seconds);
      expect(active / 1000).toBeLessThan(4);
    },
  );

  it('covers the name server', async () => {
    await using slow = proberWith('{ modules: { default: { timeout: 500ms } }, targets: [modem.test] }', {
      resolve: createResolver(() => new Promise(() => {})),
    });
    const elapsed = startStopwatch();
    const { text } = await slow.agent.get('/probe?target=modem.test').expect(200);
    expect(text).toContain('hg612_scrape_collector_failure{collector="xdsl_status",reason="connect"} 1\n');
    expect(elapsed().active).toBeLessThan(4000);
  });
});

describe('the bounds on probes', () => {
  it.each([
    { bound: 'of one target', limits: { total: 9, perTarget: 2 }, other: 200 },
    { bound: 'of all targets', limits: { total: 2, perTarget: 9 }, other: 503 },
  ])('$bound give 503 with Retry-After', async ({ limits, other }) => {
    const text = `{ modules: { default: { port: ${mock.httpPort}, timeout: 8s } }, targets: [127.0.0.0/8] }`;
    await using limited = proberWith(text, { resolve, limits });
    await mock.setScenario('hang');
    const get = (target: string) => limited.agent.get(`/probe?target=${target}`);
    const held = Promise.all([get('127.0.0.1').expect(200), get('127.0.0.1').expect(200)]);
    await expect.poll(() => mock.stats().http.open).toBe(1);
    await sleep(300);
    const refused = await get('127.0.0.1').expect(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.text).toBe('too many probes in progress; retry in 5 s\n');
    await get('127.0.0.2').expect(other);
    await held;
    await mock.setScenario('steady');
    expect((await get('127.0.0.1').expect(200)).text).toContain('hg612_up 1\n');
  });
});

describe('debug=true', () => {
  it('shows log, timing, metrics and configuration, without the password', async () => {
    const { text, headers } = await probe('target=modem.test&module=both&auth=wrong&debug=true').expect(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^target modem\.test, module both, auth wrong, deadline 8\.0 s$/m);
    expect(text).toMatch(/^address 127\.0\.0\.1 \(\d+ ms\)$/m);
    expect(text).toMatch(/^xdsl_status \(\/html\/status\/xdslStatus\.asp\): read in \d+ ms$/m);
    expect(text).toMatch(/^xdslcmd_stats \(xdslcmd info --stats\): failed after .*: login: /m);
    expect(text).toMatch(/^hg612_up 1$/m);
    expect(text).toMatch(/^ {4}telnet: true$/m);
    expect(text).toMatch(/^ {4}password_file: wrong$/m);
    expect(text).not.toContain('open sesame');
  });
});

const redirectTo = (location: string): Promise<StartedServer> =>
  startServer(createServer((_request, response) => response.writeHead(302, { location }).end()));
