import { describe, expect, it } from 'vitest';
import { chooseCluster, type Means } from './choose-cluster.ts';
import { serverOf } from './k3s.ts';

const everything: Means = {
  assets: '/assets',
  hasAsset: () => true,
  crds: '/crds',
  findKubectl: () => Promise.resolve('/bin/kubectl'),
  obtainK3s: () => Promise.resolve(''),
};

describe('chooseCluster', () => {
  it('prefers programs to a container, and then pulls no image', async () => {
    let pulls = 0;
    const obtainK3s = () => {
      pulls += 1;
      return Promise.resolve('');
    };
    expect(await chooseCluster({ ...everything, obtainK3s })).toEqual({
      kind: 'control plane',
      assets: '/assets',
      crds: '/crds',
    });
    expect(await chooseCluster({ ...everything, assets: '', crds: '', obtainK3s })).toMatchObject({
      kind: 'none',
    });
    expect(pulls).toBe(0);
  });

  it('uses k3s if the programs are missing', async () => {
    expect(await chooseCluster({ ...everything, assets: '' })).toEqual({
      kind: 'k3s',
      kubectl: '/bin/kubectl',
      crds: '/crds',
    });
  });

  it.each<{ name: string; means: Partial<Means>; reason: string }>([
    {
      name: 'a program is missing',
      means: { hasAsset: (program) => program !== 'etcd' },
      reason: 'KUBEBUILDER_ASSETS has no etcd',
    },
    {
      name: 'there are programs and no CRDs',
      means: { crds: '' },
      reason: "PROMETHEUS_OPERATOR_CRDS names no folder with the operator's CRDs",
    },
    {
      name: 'neither is set',
      means: { assets: '', crds: '' },
      reason:
        "KUBEBUILDER_ASSETS names no folder with etcd, kube-apiserver and kubectl, and PROMETHEUS_OPERATOR_CRDS names no folder with the operator's CRDs",
    },
    {
      name: 'there is no kubectl for k3s',
      means: { assets: '', findKubectl: () => Promise.resolve(undefined) },
      reason: 'no KUBEBUILDER_ASSETS, and no kubectl for k3s',
    },
    {
      name: 'no registry answers',
      means: { assets: '', obtainK3s: () => Promise.resolve('no such host') },
      reason: 'no KUBEBUILDER_ASSETS, and no k3s: no such host',
    },
  ])('says why there is no cluster: $name', async ({ means, reason }) => {
    expect(await chooseCluster({ ...everything, ...means })).toEqual({ kind: 'none', reason });
  });
});

describe('serverOf', () => {
  it('reads the address from a kubeconfig', () => {
    const text =
      'apiVersion: v1\nclusters:\n- cluster: {server: "https://127.0.0.1:6443"}\n  name: default\n';
    expect(serverOf(text)).toBe('https://127.0.0.1:6443');
  });

  it.each(['clusters: []', 'kind: Config'])('throws without one: %s', (text) => {
    expect(() => serverOf(text)).toThrow('names no server');
  });
});
