import { describe, expect, it } from 'vitest';
import { exporterAt, serve } from '../../../../test/support/exporter.ts';
import { afterRebinding, fromForeignPage } from '../../../../test/support/foreign-page.ts';
import { proberWith } from '../../../../test/support/prober.ts';

const CONFIG = `
modules: { full: { telnet: true } }
auths: { home: { username: me, password_file: password } }
targets: [10.0.0.0/8]
inventory:
  - { name: Home & <garden>, target: 'http://192.168.1.1', site: Mill Lane, module: full, auth: home }
  - { name: Garage, target: 'modem.lan:8080', module: full, auth: home }
`;
const prober = (text = CONFIG) => proberWith(text, { files: { password: 'open sesame\n' } });
const SUCCESSFUL = 'hg612_exporter_config_last_reload_successful';

describe('GET /targets', () => {
  it("has the inventory in the format of Prometheus' HTTP service discovery", async () => {
    await using exporter = prober();
    const { body, headers } = await exporter.agent.get('/targets').expect(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual([
      {
        targets: ['192.168.1.1'],
        labels: { line: 'Home & <garden>', site: 'Mill Lane', __param_module: 'full', __param_auth: 'home' },
      },
      {
        targets: ['modem.lan:8080'],
        labels: { line: 'Garage', __param_module: 'full', __param_auth: 'home' },
      },
    ]);
  });

  it.each([
    [1, ['0', '0']],
    [3, ['0', '0']],
    [7, ['6', '1']],
  ])('divides the lines among %i exporters as hashmod would', async (shards, expected) => {
    await using exporter = prober();
    const { body } = await exporter.agent.get(`/targets?shards=${shards}`).expect(200);
    const groups = body as { labels: Record<string, string> }[];
    expect(groups.map(({ labels }) => labels['__meta_shard'])).toEqual(expected);
  });

  it.each(['0', '1001', 'two', '', '2&shards=3'])('answers 400 to shards=%s', async (shards) => {
    await using exporter = prober();
    const { text } = await exporter.agent.get(`/targets?shards=${shards}`).expect(400);
    expect(text).toBe('shards: expected a whole number from 1 to 1000\n');
  });

  it('has no targets without an inventory', async () => {
    await using exporter = prober('');
    expect((await exporter.agent.get('/targets').expect(200)).body).toEqual([]);
  });
});

describe('GET /config', () => {
  it('has the configuration without passwords', async () => {
    await using exporter = prober();
    const { text, headers } = await exporter.agent.get('/config').expect(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toContain('password_file: password');
    expect(text).not.toContain('sesame');
  });
});

describe('POST /-/reload', () => {
  it('loads the file again', async () => {
    await using exporter = prober();
    exporter.folder.write('targets: [10.1.0.0/16]');
    expect((await exporter.agent.post('/-/reload').expect(200)).text).toBe('reloaded\n');
    expect((await exporter.agent.get('/config')).text).toContain('  - 10.1.0.0/16\n');
    expect((await exporter.agent.get('/targets')).body).toEqual([]);
    const { text } = await exporter.agent.get('/metrics').expect(200);
    expect(text).toContain(`${SUCCESSFUL} 1\n`);
    const time = /^hg612_exporter_config_last_reload_success_timestamp_seconds (\S+)$/m.exec(text)?.[1];
    expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(60);
  });

  it('keeps the configuration when the file has problems, publishes that, and names the problems', async () => {
    await using exporter = prober();
    const before = (await exporter.agent.get('/config')).text;
    exporter.folder.write('module: {}\ntargets: 3\n');
    const { text } = await exporter.agent.post('/-/reload').expect(500);
    expect(text.replaceAll(exporter.folder.file, 'hg612.yml')).toBe(
      'hg612.yml:1:1: module: unknown field; did you mean modules?\nhg612.yml:2:10: targets: expected a list of networks and host names, found 3\n',
    );
    expect((await exporter.agent.get('/config')).text).toBe(before);
    expect((await exporter.agent.get('/metrics')).text).toContain(`${SUCCESSFUL} 0\n`);
    expect(exporter.log).toMatchObject([{ level: 50, errors: text.trimEnd().split('\n') }]);

    exporter.folder.write(CONFIG);
    await exporter.agent.post('/-/reload').expect(200);
    // The metrics of the process are collected at most once a second.
    await expect.poll(async () => (await exporter.agent.get('/metrics')).text).toContain(`${SUCCESSFUL} 1\n`);
  });

  it('is refused to pages of other sites, also after DNS rebinding', async () => {
    const exporter = prober();
    await using served = await serve(exporter);
    const url = `${served.url}/-/reload`;
    exporter.folder.write('targets: [10.1.0.0/16]');
    expect(await fromForeignPage(url, { method: 'POST', contentType: 'text/plain', body: '' })).toEqual({
      status: 403,
      readable: false,
    });
    expect(await afterRebinding(url, { method: 'POST' })).toBe(403);
    expect((await exporter.agent.get('/config')).text).toContain('10.0.0.0/8');
  });

  it('is the only method', async () => {
    await using exporter = prober();
    expect((await exporter.agent.get('/-/reload')).status).toBe(405);
    expect((await exporter.agent.post('/probe?target=10.0.0.1')).status).toBe(405);
  });
});

describe('an exporter without a line of its own', () => {
  it('has its own metrics only, in both formats', async () => {
    await using exporter = prober();
    const { text } = await exporter.agent.get('/metrics').expect(200);
    expect(text).toContain('hg612_exporter_build_info{');
    expect(text).toContain('process_cpu_seconds_total ');
    expect(text).not.toMatch(/^hg612_(?!exporter_)/m);
    const openMetrics = await exporter.agent
      .get('/metrics')
      .set('accept', 'application/openmetrics-text;version=1.0.0')
      .buffer(true)
      .parse((response, done) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => done(null, body));
      });
    expect(openMetrics.body).toMatch(/# EOF\n$/);
  });

  it('has a page with the lines, which reads no modem', async () => {
    await using exporter = prober();
    const { text } = await exporter.agent.get('/').expect(200);
    expect(text).toContain('Home &amp; &lt;garden&gt;');
    expect(text).toContain('since MODEM_URL is not set');
    expect(text).toContain('href="/probe?target=192.168.1.1&amp;module=full&amp;auth=home&amp;debug=true"');
    expect(text).not.toContain('<script');
  });

  it('has a page of bounded size', async () => {
    const lines = Array.from(
      { length: 5000 },
      (_, at) => `  - { name: Line ${at}, target: 10.0.${at >> 8}.${at & 255} }`,
    );
    await using exporter = prober(`inventory:\n${lines.join('\n')}\n`);
    const { text } = await exporter.agent.get('/').expect(200);
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
    expect(text).toContain('4800 more: <a href="/targets">all targets</a>');
    expect((await exporter.agent.get('/targets')).body).toHaveLength(5000);
  });

  it.each(['/spectrum', '/spectrum.json', '/error-periods.json'])(
    'names the setting that %s needs',
    async (path) => {
      await using exporter = prober();
      const { text } = await exporter.agent.get(path).expect(404);
      expect(text).toBe('this exporter has no line of its own: MODEM_URL is not set\n');
    },
  );

  it('has health and runbook', async () => {
    await using exporter = prober();
    for (const path of ['/-/healthy', '/-/ready', '/runbook']) {
      expect((await exporter.agent.get(path)).status).toBe(200);
    }
  });
});

describe('an exporter without a configuration file', () => {
  it.each([
    ['get', '/probe?target=127.0.0.1'],
    ['get', '/targets'],
    ['get', '/config'],
    ['post', '/-/reload'],
  ] as const)('names the option that %s %s needs', async (method, path) => {
    await using exporter = exporterAt({ pageUrl: 'http://127.0.0.1:1' });
    const { text } = await exporter.agent[method](path).expect(404);
    expect(text).toBe('no configuration file: the exporter was started without --config.file\n');
  });
});
