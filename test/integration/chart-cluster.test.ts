import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, type RunResult } from '../../lib/run.mjs';
import { CHART, PROFILES, renderChart } from '../../scripts/lib/deploy.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { type Cluster, noCluster, startCluster } from '../support/kubernetes/cluster.ts';
import { describeWithHelm, helm } from '../support/kubernetes/helm.ts';

const TIMEOUT_MS = 60_000;
const NAMESPACE = 'lines';

const VALUES = [
  'modems[0].name=home',
  'modems[0].url=http://192.168.1.1',
  'modems[0].telnet=192.168.1.1',
  'modems[0].password=hunter2',
  'fleet.enabled=true',
  'fleet.auths.default.username=admin',
  'fleet.auths.default.password=hunter3',
  'fleet.inventory[0].name=Mill Lane 1',
  'fleet.inventory[0].target=192.168.3.1',
  'webConfig.existingSecret=web-config',
  'mockModem.enabled=true',
  'networkPolicy.enabled=true',
  'networkPolicy.egress.enabled=true',
  'alertmanagerConfig.enabled=true',
  'alertmanagerConfig.receivers[0].name=chat',
  'alertmanagerConfig.receivers[0].webhookConfigs[0].url=http://chat.example/hook',
].flatMap((value) => ['--set', value]);

interface PodSpec {
  readonly containers: readonly object[];
}

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

const render = async (): Promise<Rendered[]> =>
  await renderChart(helm(), ['--namespace', NAMESPACE, ...VALUES]);

/** What kubectl wrote to standard error if it failed; empty otherwise. */
const failure = ({ ok, stderr }: RunResult): string => (ok ? '' : stderr);

/** Kinds that the chart has. */
const KINDS =
  'deployments,statefulsets,services,secrets,serviceaccounts,configmaps,networkpolicies,servicemonitors,scrapeconfigs,prometheusrules,alertmanagerconfigs';

describeWithHelm('the chart in a cluster', () => {
  describe.skipIf(noCluster !== '')(`API server${noCluster === '' ? '' : ` [skipped: ${noCluster}]`}`, () => {
    let cluster: Cluster;

    const kubectl = (args: readonly string[], input?: string): Promise<RunResult> =>
      run(cluster.kubectl, ['--kubeconfig', cluster.kubeconfig, ...args], {
        timeoutMs: TIMEOUT_MS,
        keepBytes: 4 * 1024 * 1024,
        ...(input !== undefined && { input: Readable.from([input]) }),
      });
    const helmRun = (args: readonly string[]): Promise<string> =>
      must(helm(), [...args, '--kubeconfig', cluster.kubeconfig, '--namespace', NAMESPACE], {
        timeoutMs: TIMEOUT_MS,
      });
    const remaining = async (): Promise<string[]> => {
      const args = ['get', KINDS, '-n', NAMESPACE, '-l', 'app.kubernetes.io/instance=hg612', '-o', 'name'];
      const listed = await kubectl(args);
      expect(listed.ok).toBe(true);
      return listed.stdout.split('\n').filter(Boolean);
    };

    beforeAll(async () => {
      cluster = await startCluster();
      const applied = await kubectl(['apply', '--server-side', '-f', cluster.crds]);
      if (!applied.ok) throw new Error(`cannot apply the CRDs: ${applied.stderr}`);
      // The API server publishes new kinds a moment later.
      await sleep(3000);
      await kubectl(['create', 'namespace', NAMESPACE]);
      await kubectl(['label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted']);
    });

    afterAll(async () => {
      await cluster?.stop();
    });

    it('installs, upgrades to two modems, and is gone after its removal', async () => {
      await helmRun(['install', 'hg612', path.join(ROOT, CHART), ...VALUES]);
      expect((await remaining()).filter((name) => name.includes('/hg612-home'))).toHaveLength(3);
      const barn = ['--set', 'modems[1].name=barn', '--set', 'modems[1].url=http://192.168.2.1'];
      await helmRun(['upgrade', 'hg612', path.join(ROOT, CHART), ...VALUES, ...barn]);
      expect(await remaining()).toContain('deployment.apps/hg612-barn');
      await helmRun(['uninstall', 'hg612']);
      expect(await remaining()).toEqual([]);
    });

    it('renders objects that pass strict validation', async () => {
      const objects = (await render()).filter(({ kind }) => kind !== 'Pod');
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      const applied = await kubectl(
        ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'],
        list,
      );
      expect(failure(applied)).toBe('');
    });

    it('has pods that Pod Security restricted admits, and refuses without their security contexts', async () => {
      const pods = (await render()).flatMap(({ kind, metadata, spec }) => {
        if (kind === 'Pod') return [{ metadata, spec: spec as PodSpec }];
        if (kind !== 'Deployment' && kind !== 'StatefulSet') return [];
        return [{ metadata, spec: (spec as { template: { spec: PodSpec } }).template.spec }];
      });
      expect(pods.map(({ metadata }) => metadata.name)).toEqual([
        'hg612-home',
        'hg612-mock',
        'hg612-mock-modem',
        'hg612-fleet',
        'hg612-home-test',
        'hg612-mock-test',
        'hg612-fleet-test',
      ]);
      await kubectl(['create', 'serviceaccount', 'hg612', '-n', NAMESPACE]);
      const create = ['create', '--dry-run=server', '--validate=strict', '-f', '-'];
      for (const { metadata, spec } of pods) {
        const pod = (podSpec: object): string =>
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: metadata.name, namespace: NAMESPACE },
            spec: podSpec,
          });
        expect(failure(await kubectl(create, pod(spec)))).toBe('');
        const containers = spec.containers.map((container) => ({ ...container, securityContext: undefined }));
        const refused = await kubectl(create, pod({ ...spec, securityContext: undefined, containers }));
        expect(refused.stderr).toContain('violates PodSecurity "restricted');
      }
      await kubectl(['delete', 'serviceaccount', 'hg612', '-n', NAMESPACE]);
    });

    it.each(PROFILES)('accepts the plain manifests of %s with kubectl apply -k', async (profile) => {
      await kubectl(['create', 'namespace', 'cattle-dashboards']);
      const folder = path.join(ROOT, 'deploy/manifests', profile);
      const applied = await kubectl(['apply', '--validate=strict', '-k', folder]);
      expect(failure(applied)).toBe('');
      const again = await kubectl(['apply', '--validate=strict', '-k', folder]);
      expect(again.stdout.split('\n').filter((line) => line !== '' && !line.endsWith('unchanged'))).toEqual(
        [],
      );
    });
  });
});
