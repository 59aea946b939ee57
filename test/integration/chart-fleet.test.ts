import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, image } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithHelm } from '../support/kubernetes/helm.ts';
import {
  addressOf,
  forShard,
  NAMESPACE,
  noOperator,
  type OperatedCluster,
  prometheusApi,
  startOperator,
  startPrometheus,
} from '../support/kubernetes/operator.ts';

const LINES = 12;
const REPLICAS = 2;
const SHARDS = 2;

interface Target {
  readonly health: string;
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
}

const VALUES = [
  'fleet.enabled=true',
  `fleet.replicas=${REPLICAS}`,
  'fleet.modules.default.telnet=true',
  'fleet.modules.default.port=8080',
  'fleet.modules.default.telnet_port=2323',
  'fleet.targets[0]=127.1.0.0/16',
  'serviceMonitor.interval=2s',
  'serviceMonitor.scrapeTimeout=2s',
  ...Array.from({ length: LINES }, (_, index) => [
    `fleet.inventory[${index}].name=Line ${index + 1}`,
    `fleet.inventory[${index}].target=127.1.0.${index + 1}`,
    `fleet.inventory[${index}].site=Mill Lane`,
  ]).flat(),
].flatMap((value) => ['--set', value]);

/** A Prometheus of several shards that selects the ScrapeConfigs of all namespaces. */
const prometheus = (apiServer: string) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'fleet', namespace: 'monitoring' },
  spec: {
    apiserverConfig: { host: apiServer, tlsConfig: { insecureSkipVerify: true } },
    scrapeConfigSelector: {},
    scrapeConfigNamespaceSelector: {},
    shards: SHARDS,
    version: 'v3.5.0',
  },
});

describeWithHelm("the chart's fleet", () => {
  describe.skipIf(noOperator !== '')(
    `with a real operator${noOperator === '' ? '' : ` [skipped: ${noOperator}]`}`,
    () => {
      describeWith(['PROMETHEUS_IMAGE', 'NODE_IMAGE'], 'and its configuration', () => {
        let operated: OperatedCluster;
        let folder: string;
        const ports: number[] = [];
        const exporters: string[] = [];

        beforeAll(async () => {
          folder = await mkdtemp(path.join(tmpdir(), 'hg612-fleet-'));
          await chmod(folder, 0o755);
          operated = await startOperator();
          await operated.install(VALUES);
          await operated.apply([prometheus(operated.cluster.server)]);

          const map = JSON.parse(
            await operated.kubectl(['get', 'configmap', 'hg612-fleet', '-n', NAMESPACE, '-o', 'json']),
          ) as { data: Record<string, string> };
          const config = path.join(folder, 'hg612.yml');
          await writeFile(config, map.data['hg612.yml']!);
          for (let replica = 0; replica < REPLICAS; replica += 1) {
            // Each has the fleet on its loopback interface, and an address of its own.
            const mock = await operated.start([
              `--env=FLEET_SIZE=${LINES}`,
              await projectImage('mock-modem'),
            ]);
            await operated.start([
              `--network=container:${mock}`,
              `--volume=${config}:/etc/hg612/hg612.yml:ro`,
              await projectImage('exporter'),
              '--config.file=/etc/hg612/hg612.yml',
            ]);
            const address = await addressOf(mock);
            await eventually(
              'a ready exporter',
              () =>
                fetch(`http://${address}:9612/-/ready`).then(
                  ({ ok }) => ok,
                  () => false,
                ),
              (ok) => ok,
            );
            exporters.push(address);
          }

          const configuration = await operated.generated('prometheus-fleet', 'prometheus.yaml.gz');
          const name = `hg612-fleet.${NAMESPACE}.svc`;
          const hosts = exporters.map(
            (address, replica) => `--add-host=hg612-fleet-${replica}.${name}:${address}`,
          );
          for (let shard = 0; shard < SHARDS; shard += 1) {
            const port = await freePort();
            const configFile = path.join(folder, `prometheus-${shard}.yml`);
            await writeFile(configFile, forShard(configuration, shard));
            const args = [...hosts, `--add-host=${name}:${exporters[0]}`];
            await startPrometheus(operated, image('PROMETHEUS_IMAGE'), { port, configFile, args });
            ports.push(port);
          }
        });

        afterAll(async () => {
          await operated?.[Symbol.asyncDispose]();
          await rm(folder, { recursive: true, force: true });
        });

        /** The targets of each shard. */
        const targets = () =>
          Promise.all(
            ports.map(async (port) => {
              const found = await prometheusApi<{ activeTargets: Target[] }>(port, '/api/v1/targets');
              return found.activeTargets;
            }),
          );

        it('reads every line once, from one of the exporters and by one of the shards', async () => {
          const shards = await eventually(
            'all lines',
            targets,
            (found) => found.flat().filter(({ health }) => health === 'up').length >= LINES,
          );
          const all = shards.flat();
          const names = new Set(all.map(({ labels }) => labels['instance']));
          expect(names).toEqual(new Set(Array.from({ length: LINES }, (_, index) => `Line ${index + 1}`)));
          expect(all).toHaveLength(LINES);
          for (const { labels } of all) {
            expect(labels).toEqual({
              job: 'hg612',
              instance: labels['instance'],
              site: 'Mill Lane',
              namespace: NAMESPACE,
            });
          }
          const hosts = all.map(({ scrapeUrl }) => new URL(scrapeUrl).hostname);
          expect(new Set(hosts).size).toBe(REPLICAS);
          for (const shard of shards) expect(shard).not.toHaveLength(0);
        });

        it('has the line of every target, with the values of telnet', async () => {
          const found = await Promise.all(
            ports.map(async (port) => {
              const query = encodeURIComponent('hg612_scrape_collector_success{collector="xdslcmd_stats"}');
              const { result } = await prometheusApi<{ result: { value: [number, string] }[] }>(
                port,
                `/api/v1/query?query=${query}`,
              );
              return result.map(({ value }) => value[1]);
            }),
          );
          expect(found.flat()).toEqual(Array.from({ length: LINES }, () => '1'));
        });
      });
    },
  );
});
