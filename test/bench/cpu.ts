import { Agent } from 'node:http';
import { findBlackboxExporter, startBlackboxExporter } from './blackbox.ts';
import { mebibytes, milliseconds, report, skip } from './report.ts';
import { startMockModem } from '../support/processes.ts';
import { atRate, exporterFor, PAGE } from './services.ts';
import { timedGet } from './timed-get.ts';

const READS_PER_SECOND = 50;
const WARM_UP = 500;
const READS = 2000;

/** CPU time per read of the status page: the exporter, and blackbox_exporter fetching the same page in the same run. */
export async function measureCpu(): Promise<void> {
  await using mock = await startMockModem();
  await using exporter = await exporterFor(mock, false);
  const found = await findBlackboxExporter();
  await using blackbox = 'path' in found ? await startBlackboxExporter(found.path) : undefined;
  const agent = new Agent({ keepAlive: true });
  const probe = blackbox && `${blackbox.url}/probe?module=http&target=${encodeURIComponent(mock.url + PAGE)}`;
  const reads = [exporter.scrape, async () => probe && timedGet(probe, agent)];
  const readBoth = async () => {
    for (const read of reads) await read();
    // The first one after a pause finds cold caches: they take turns.
    reads.reverse();
  };

  await atRate(READS_PER_SECOND, WARM_UP, readBoth);
  const before = { exporter: exporter.process.cpuSeconds(), blackbox: blackbox?.cpuSeconds() ?? 0 };
  await atRate(READS_PER_SECOND, READS, readBoth);
  agent.destroy();
  const perRead = (seconds: number) => (seconds * 1000) / READS;

  const ours = perRead(exporter.process.cpuSeconds() - before.exporter);
  report('exporter, CPU per read of the page', milliseconds(ours));
  report('exporter, anonymous memory', mebibytes(exporter.process.memory().anonymous), '< 64 MiB');
  if (blackbox === undefined) {
    skip('blackbox_exporter, CPU per fetch of the page', 'reason' in found ? found.reason : '');
    return;
  }
  const theirs = perRead(blackbox.cpuSeconds() - before.blackbox);
  report('blackbox_exporter, CPU per fetch of the page', milliseconds(theirs));
  report('exporter / blackbox_exporter', (ours / theirs).toFixed(2), '<= 1.2');
}
