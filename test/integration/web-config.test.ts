import { Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPrometheus } from '../../exporter/src/history/prometheus.ts';
import { createAuthority, createCertificate } from '../support/certificates.ts';
import { testContainer } from '../support/containers/container.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import { eventually } from '../support/eventually.ts';

const PASSWORD = 'correct horse';
/** Of that password, with the cost that htpasswd has by default with -B -C 10. */
const HASH = '$2y$10$jMG8ppHhoX0gJcNKZXiEC.eb9KGMLPCdC6gxksaT7Ms828I/HNGV.';

const WEB_CONFIG = `tls_server_config:
  cert_file: server.pem
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.pem
  client_allowed_sans: [prometheus.example]
basic_auth_users:
  prometheus: ${HASH}
`;

/** A scrape job with the exporter's CA, and more settings. */
const job = (name: string, settings: string, tls = 'cert_file: client.pem, key_file: client.key') => `
  - job_name: ${name}
    scheme: https
    tls_config: { ca_file: ca.pem, ${tls} }
    ${settings}
    static_configs: [{ targets: ['exporter:9612'] }]`;

const LOGIN = 'basic_auth: { username: prometheus, password_file: password }';

const PROMETHEUS = `global: { scrape_interval: 2s, scrape_timeout: 2s }
scrape_configs:${job('right', LOGIN)}${job('no-login', '')}${job(
  'wrong-password',
  'basic_auth: { username: prometheus, password: wrong }',
)}${job('no-certificate', LOGIN, 'insecure_skip_verify: false')}
`;

describeWith(
  ['NODE_IMAGE', 'PROMETHEUS_IMAGE'],
  'an exporter with TLS, client certificates and a login',
  () => {
    let network: StartedNetwork;
    let exporter: StartedTestContainer;
    let prometheus: StartedTestContainer;

    beforeAll(async () => {
      const ca = await createAuthority('test CA');
      const server = await createCertificate({
        name: 'exporter',
        issuer: ca,
        sans: [{ type: 'dns', value: 'exporter' }],
      });
      const client = await createCertificate({
        name: 'prometheus',
        issuer: ca,
        sans: [{ type: 'dns', value: 'prometheus.example' }],
      });
      const files = (folder: string, contents: Readonly<Record<string, string>>) =>
        Object.entries(contents).map(([name, content]) => ({
          target: `${folder}/${name}`,
          content,
          mode: 0o644,
        }));
      network = await new Network().start();
      exporter = await testContainer(await projectImage('exporter'))
        .withNetwork(network)
        .withNetworkAliases('exporter')
        .withEnvironment({ MODEM_URL: 'http://127.0.0.1:9' })
        .withCommand(['--web.config.file=/etc/hg612/web.yml'])
        .withCopyContentToContainer(
          files('/etc/hg612', {
            'web.yml': WEB_CONFIG,
            'server.pem': server.cert,
            'server.key': server.key,
            'ca.pem': ca.cert,
          }),
        )
        .withWaitStrategy(Wait.forLogMessage(/"msg":"listening"/))
        .start();
      prometheus = await testContainer(image('PROMETHEUS_IMAGE'))
        .withNetwork(network)
        .withCopyContentToContainer(
          files('/etc/prometheus', {
            'prometheus.yml': PROMETHEUS,
            'ca.pem': ca.cert,
            'client.pem': client.cert,
            'client.key': client.key,
            password: PASSWORD,
          }),
        )
        .withExposedPorts(9090)
        .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
        .start();
    });
    afterAll(async () => {
      await prometheus.stop();
      await exporter.stop();
      await network.stop();
    });

    it('is scraped with certificate and password, and not without one of them', async () => {
      const api = createPrometheus(
        `http://${prometheus.getHost()}:${prometheus.getMappedPort(9090)}`,
        AbortSignal.timeout(60_000),
      );
      const found = await eventually(
        'all scrapes',
        async () => {
          const samples = await api.instant('up');
          return Object.fromEntries(samples.map(({ labels, value }) => [labels['job'], value]));
        },
        (up) => Object.keys(up).length === 4 && up['right'] === 1,
      );
      expect(found).toEqual({ right: 1, 'no-login': 0, 'wrong-password': 0, 'no-certificate': 0 });
      expect(await api.instant('hg612_up')).toMatchObject([{ labels: { job: 'right' } }]);
    });

    it('is healthy for the health check of its image, which has neither', async () => {
      expect(await exporter.exec(['http-probe', '9612', '/-/healthy'])).toMatchObject({ exitCode: 0 });
      expect((await exporter.exec(['http-probe', '9613', '/-/healthy'])).exitCode).not.toBe(0);
    });

    it('is running for the doctor', async () => {
      const { output } = await exporter.exec(['hg612', 'doctor', '--json']);
      expect(output).toMatch(/exporter-protected/);
    });
  },
);
