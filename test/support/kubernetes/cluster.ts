import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../lib/run.mjs';
import { findHelm } from '../../../scripts/lib/helm.mjs';
import { chooseCluster, type Cluster } from './choose-cluster.ts';
import { startControlPlane } from './control-plane.ts';
import { obtainK3s, startK3s } from './k3s.ts';

export type { Cluster };

const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';
const choice = await chooseCluster({
  assets,
  hasAsset: (program) => existsSync(path.join(assets, program)),
  crds: process.env['PROMETHEUS_OPERATOR_CRDS'] ?? '',
  findKubectl,
  obtainK3s,
});

/** Why there is no cluster to test with; empty when there is one. */
export const noCluster = choice.kind === 'none' ? choice.reason : '';

/** The kubectl in `PATH`, or the one beside the helm that `npm test` fetched. */
async function findKubectl(): Promise<string | undefined> {
  const beside = path.join(path.dirname((await findHelm()) ?? ''), 'kubectl');
  for (const command of ['kubectl', beside]) {
    if ((await run(command, ['version', '--client'], { timeoutMs: 10_000 })).ok) return command;
  }
  return undefined;
}

/** Starts the cluster. @throws where there is none */
export async function startCluster(): Promise<Cluster> {
  if (choice.kind === 'control plane') return startControlPlane(choice.assets, choice.crds);
  if (choice.kind === 'k3s') return startK3s(choice.kubectl, choice.crds);
  throw new Error(choice.reason);
}
