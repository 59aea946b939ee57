import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { K3sContainer } from '@testcontainers/k3s';
import { parse } from 'yaml';
import { run } from '../../../lib/run.mjs';
import { TEST_LABELS } from '../containers/labels.ts';
import type { Cluster } from './choose-cluster.ts';

/** A whole cluster in one privileged container. */
const IMAGE = process.env['K3S_IMAGE'] || 'rancher/k3s:v1.31.2-k3s1';

const PULL_MS = 120_000;

/** Pulls the image unless it is there. Returns the reason why it cannot; empty if it can. */
export async function obtainK3s(): Promise<string> {
  if ((await run('docker', ['image', 'inspect', IMAGE], { timeoutMs: 10_000 })).ok) return '';
  const reason = process.env['HG612_NO_ENGINE'] || process.env['HG612_NO_IMAGE'];
  if (reason) return reason;
  const pulled = await run('docker', ['pull', '--quiet', IMAGE], { timeoutMs: PULL_MS });
  return pulled.ok ? '' : `docker pull ${IMAGE}: ${pulled.stderr.trim().split('\n').at(-1) || 'failed'}`;
}

/** Starts k3s, with a node and controllers. */
export async function startK3s(kubectl: string, crds: string): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hg612-k3s-'));
  const container = await new K3sContainer(IMAGE).withLabels(TEST_LABELS).start();
  const kubeconfig = path.join(folder, 'kubeconfig');
  const text = container.getKubeConfig();
  await writeFile(kubeconfig, text, { mode: 0o600 });
  return {
    server: serverOf(text),
    kubeconfig,
    kubectl,
    crds,
    async stop() {
      await container.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The address of the API server in a kubeconfig. */
export function serverOf(kubeconfig: string): string {
  const { clusters } = parse(kubeconfig) as { clusters?: { cluster?: { server?: string } }[] };
  const server = clusters?.[0]?.cluster?.server;
  if (server === undefined) throw new Error('the kubeconfig names no server');
  return server;
}
