/** A Kubernetes API to test with. */
export interface Cluster {
  /** Base URL of the API server; its certificate is self-signed. */
  readonly server: string;
  /** Path of a kubeconfig with full rights. */
  readonly kubeconfig: string;
  /** A kubectl for it. */
  readonly kubectl: string;
  /** Directory with the Prometheus operator's CRDs as YAML files. */
  readonly crds: string;
  stop(): Promise<void>;
}

/** What there is to run a cluster with. */
export interface Means {
  /** `KUBEBUILDER_ASSETS`; empty if it is not set. */
  readonly assets: string;
  /** Whether that folder has a program. */
  readonly hasAsset: (program: string) => boolean;
  /** `PROMETHEUS_OPERATOR_CRDS`; empty if it is not set. */
  readonly crds: string;
  /** Finds a kubectl; undefined if there is none. */
  readonly findKubectl: () => Promise<string | undefined>;
  /** Makes the image of k3s available. Returns why it cannot; empty if it can. */
  readonly obtainK3s: () => Promise<string>;
}

/** How to start a cluster, or why there is none. */
type Choice =
  | { readonly kind: 'control plane'; readonly assets: string; readonly crds: string }
  | { readonly kind: 'k3s'; readonly kubectl: string; readonly crds: string }
  | { readonly kind: 'none'; readonly reason: string };

const PROGRAMS = ['etcd', 'kube-apiserver', 'kubectl'] as const;

/** Installed programs take precedence over a container: they start faster and need no registry. */
export async function chooseCluster(means: Means): Promise<Choice> {
  const { assets, hasAsset, crds, findKubectl, obtainK3s } = means;
  const none = (reason: string): Choice => ({ kind: 'none', reason });
  if (assets !== '') {
    const missing = PROGRAMS.find((program) => !hasAsset(program));
    if (missing !== undefined) return none(`KUBEBUILDER_ASSETS has no ${missing}`);
  }
  if (crds === '') {
    const programs =
      assets === '' ? 'KUBEBUILDER_ASSETS names no folder with etcd, kube-apiserver and kubectl, and ' : '';
    return none(`${programs}PROMETHEUS_OPERATOR_CRDS names no folder with the operator's CRDs`);
  }
  if (assets !== '') return { kind: 'control plane', assets, crds };
  const kubectl = await findKubectl();
  if (kubectl === undefined) return none('no KUBEBUILDER_ASSETS, and no kubectl for k3s');
  const problem = await obtainK3s();
  return problem === ''
    ? { kind: 'k3s', kubectl, crds }
    : none(`no KUBEBUILDER_ASSETS, and no k3s: ${problem}`);
}
