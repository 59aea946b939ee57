import { afterAll, beforeAll, expect, it } from 'vitest';
import { must, run } from '../../lib/run.mjs';
import { renderChart } from '../../scripts/lib/deploy.ts';
import { describeWith } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import { eventually } from '../support/eventually.ts';
import { describeWithHelm, helm } from '../support/kubernetes/helm.ts';

interface Deployment {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number };
        readonly containers: [
          {
            readonly env: readonly { readonly name: string; readonly value: string }[];
            readonly livenessProbe: { readonly httpGet?: { readonly path: string } };
            readonly securityContext: {
              readonly readOnlyRootFilesystem: boolean;
              readonly allowPrivilegeEscalation: boolean;
              readonly capabilities: { readonly drop: readonly string[] };
            };
            readonly resources: { readonly limits: { readonly memory: string } };
          },
        ];
      };
    };
  };
}

/** Arguments of `docker run` that give a container what its pod gives it. */
function runArguments({ spec }: Deployment, hosts: Readonly<Record<string, string>>): string[] {
  const pod = spec.template.spec;
  const [container] = pod.containers;
  const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } = container.securityContext;
  const memory = /^(\d+)Mi$/.exec(container.resources.limits.memory)?.[1];
  return [
    `--user=${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`,
    `--memory=${memory}m`,
    ...(readOnlyRootFilesystem ? ['--read-only'] : []),
    ...(allowPrivilegeEscalation ? [] : ['--security-opt=no-new-privileges']),
    ...capabilities.drop.map((capability) => `--cap-drop=${capability}`),
    ...container.env.map(({ name, value }) => `--env=${name}=${value}`),
    ...Object.entries(hosts).map(([host, address]) => `--add-host=${host}:${address}`),
  ];
}

const start = async (image: string, args: readonly string[]): Promise<string> =>
  (
    await must('docker', ['run', '--detach', '--label=hg612-test', ...args, image], { timeoutMs: 60_000 })
  ).trim();

const addressOf = async (id: string): Promise<string> => {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  return (await must('docker', ['inspect', '--format', format, id], { timeoutMs: 60_000 })).trim();
};

describeWithHelm("the chart's pods", () => {
  describeWith(['NODE_IMAGE'], 'as containers', () => {
    const containers: string[] = [];
    const successes = ['xdsl_status', 'xdslcmd_stats', 'xdslcmd_pbparams', 'uptime'].map(
      (collector) => `hg612_scrape_collector_success{collector="${collector}"} 1\n`,
    );
    let metrics = '';

    beforeAll(async () => {
      const objects = (await renderChart(helm(), ['--set', 'mockModem.enabled=true'])) as Deployment[];
      const deployment = (name: string): Deployment =>
        objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!;
      const mock = await start(
        await projectImage('mock-modem'),
        runArguments(deployment('hg612-mock-modem'), {}),
      );
      containers.push(mock);
      const hosts = { 'hg612-mock-modem': await addressOf(mock) };
      const exporter = await start(
        await projectImage('exporter'),
        runArguments(deployment('hg612-mock'), hosts),
      );
      containers.push(exporter);
      const url = `http://${await addressOf(exporter)}:9612/metrics`;
      metrics = await eventually(
        'a scrape that reads the modem with all collectors',
        async () => (await fetch(url, { signal: AbortSignal.timeout(60_000) })).text(),
        (text) => successes.every((line) => text.includes(line)),
      );
    });

    afterAll(async () => {
      for (const id of containers) await run('docker', ['rm', '--force', id], { timeoutMs: 60_000 });
    });

    it('read the modem over the page and telnet', () => {
      for (const line of successes) expect(metrics).toContain(line);
    });
  });
});
