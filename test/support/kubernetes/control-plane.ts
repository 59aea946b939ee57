import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { stringify } from 'yaml';
import { eventually } from '../eventually.ts';
import { freePort } from '../free-port.ts';
import type { Cluster } from './choose-cluster.ts';

const START_MS = 90_000;

/**
 * Starts a control plane without nodes or controllers: it stores, validates and admits objects.
 *
 * @param assets folder with the programs etcd, kube-apiserver and kubectl
 * @param crds folder with the Prometheus operator's CRDs
 */
export async function startControlPlane(assets: string, crds: string): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hg612-cluster-'));
  const at = (name: string): string => path.join(folder, name);
  const [etcdPort, peerPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const processes: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]): void => {
    processes.push(spawn(path.join(assets, program), args, { cwd: folder, stdio: 'ignore' }));
  };
  const stop = async (): Promise<void> => {
    // The API server first: without etcd it would not end.
    for (const process of processes.toReversed()) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      const ended = once(process, 'exit');
      process.kill('SIGTERM');
      const timer = setTimeout(() => process.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await writeFile(at('sa.key'), privateKey);
    await writeFile(at('sa.pub'), publicKey);
    await writeFile(at('tokens.csv'), 'test-token,admin,admin,system:masters\n');
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    start('etcd', [
      '--unsafe-no-fsync',
      `--data-dir=${at('etcd')}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
    ]);
    start('kube-apiserver', [
      `--etcd-servers=${etcdUrl}`,
      `--secure-port=${apiPort}`,
      '--bind-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--cert-dir=${at('certificates')}`,
      `--token-auth-file=${at('tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${at('sa.pub')}`,
      `--service-account-signing-key-file=${at('sa.key')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
    ]);
    const certificate = await eventually(
      "the API server's certificate",
      () => readFile(at('certificates/apiserver.crt'), 'utf8'),
      (text) => text.includes('END CERTIFICATE'),
      START_MS,
    );
    await writeFile(at('kubeconfig'), kubeconfig(apiPort, certificate));
    const kubectl = path.join(assets, 'kubectl');
    await eventually(
      'a ready API server',
      async () => {
        const child = spawn(kubectl, ['--kubeconfig', at('kubeconfig'), 'get', '--raw', '/readyz'], {
          stdio: 'ignore',
        });
        return (await once(child, 'exit'))[0] as number;
      },
      (status) => status === 0,
      START_MS,
    );
    return { server: `https://127.0.0.1:${apiPort}`, kubeconfig: at('kubeconfig'), kubectl, crds, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const kubeconfig = (port: number, certificate: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': Buffer.from(certificate).toString('base64'),
        },
      },
    ],
    users: [{ name: 'admin', user: { token: 'test-token' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
