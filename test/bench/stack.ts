import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { run } from '../../lib/run.mjs';
import { PROJECT, report, skip } from './report.ts';
import { sleep } from './services.ts';

const WHAT = 'running stack at rest, CPU over 120 s';
const SECONDS = 120;
const SOCKET = '/var/run/docker.sock';

/** CPU use of the containers of the running stack while only Prometheus and the health checks use it. */
export async function measureStack(): Promise<void> {
  const filters = ['--filter', `label=com.docker.compose.project=${PROJECT}`, '--no-trunc'];
  const format = '{{.ID}} {{.Label "com.docker.compose.service"}}';
  const listed = await run('docker', ['ps', ...filters, '--format', format], { timeoutMs: 10_000 });
  const containers = listed.stdout.split('\n').filter(Boolean);
  if (containers.length === 0) return skip(WHAT, `no containers of project ${PROJECT} (npm start)`);

  const before = await Promise.all(containers.map(cpuSeconds));
  await sleep(SECONDS * 1000);
  const after = await Promise.all(containers.map(cpuSeconds));
  const percent = containers.map((_, index) => ((after[index]! - before[index]!) * 100) / SECONDS);
  containers.forEach((container, index) => {
    report(`  ${container.split(' ')[1]}`, `${percent[index]!.toFixed(2)} % of a core`);
  });
  const total = percent.reduce((sum, value) => sum + value, 0);
  report(WHAT, `${total.toFixed(2)} % of a core`, '< 1 % without Grafana');
}

/** CPU time that a container has used, from its cgroup, health checks included. */
async function cpuSeconds(container: string): Promise<number> {
  const path = `/containers/${container.split(' ')[0]}/stats?stream=false&one-shot=true`;
  const stats = await new Promise<{ cpu_stats: { cpu_usage: { total_usage: number } } }>(
    (resolve, reject) => {
      request({ socketPath: SOCKET, path }, (response) => {
        json(response).then((body) => resolve(body as never), reject);
      })
        .on('error', reject)
        .end();
    },
  );
  return stats.cpu_stats.cpu_usage.total_usage / 1e9;
}
