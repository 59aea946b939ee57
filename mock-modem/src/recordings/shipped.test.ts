import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORDINGS_FOLDER } from '../mock-modem.ts';
import { listRecordings, loadRecording, type Recording } from './load.ts';

const names = await listRecordings(RECORDINGS_FOLDER);
const recordings = await Promise.all(names.map((name) => loadRecording(join(RECORDINGS_FOLDER, name))));

const STATS = 'xdslcmd info --stats';
const pageOf = (recording: Recording): string[] =>
  recording.frames.map(({ answers }) => answers.page.body.toString('latin1'));
const statsOf = (recording: Recording): string[] =>
  recording.frames.map(({ answers }) => answers.telnet[STATS] ?? '');
const named = (name: string): Recording => {
  const recording = recordings.find((candidate) => candidate.name === name);
  if (!recording) throw new Error(`no recording ${name}`);
  return recording;
};

/** Down, up of a row of the table `Total time`. */
function total(stats: string, row: string): number[] {
  const table = stats.slice(stats.indexOf('Total time'));
  const [, values = ''] = new RegExp(`^${row}:\\s+(.*)$`, 'm').exec(table) ?? [];
  return values.split(/\s+/).map(Number);
}

describe('shipped recordings', () => {
  it('are the documented set', () => {
    expect(names).toEqual([
      'adsl',
      'adsl2plus',
      'counter-wrap',
      'older-driver',
      'source-document',
      'training',
      'vdsl2-ginp',
      'vdsl2-interleaved',
    ]);
  });

  it.each(recordings)('$name has no unused file', async (recording) => {
    const folder = join(RECORDINGS_FOLDER, recording.name);
    const description = await readFile(join(folder, 'recording.yaml'), 'utf8');
    const files = await readdir(folder);
    expect(files.filter((file) => file !== 'recording.yaml' && !description.includes(`: ${file}\n`))).toEqual(
      [],
    );
  });

  it('contain the page of the source document byte for byte', () => {
    const [page] = pageOf(named('source-document'));
    expect(page).toBe(
      'var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","VDSL2","",' +
        '"8852","42044","0","0","8852","40780","0","222","62","134","62","134","Unknown Mode"),null);\n' +
        'var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime",' +
        '"90","4294967290","238","127","0","0","32","0","18","0","0","0"),null);\n' +
        'var DslUpTime = "0";\nvar time = 0;',
    );
  });

  it.each(recordings)('$name shows the same line state and rates over HTTP and telnet', (recording) => {
    for (const { answers } of recording.frames) {
      const stats = answers.telnet[STATS] ?? '';
      const page = answers.page.body.toString('latin1');
      const fields = Array.from(page.matchAll(/"([^"]*)"/g), ([, field]) => field);
      expect(fields[1] === 'Up').toBe(stats.includes('Status: Showtime'));
      if (fields[1] !== 'Up') continue;
      const [, upstream, downstream] =
        /^(?:Bearer|Path):\t0, Upstream rate = (\d+) Kbps, Downstream rate = (\d+) Kbps$/m.exec(stats) ?? [];
      expect([fields[4], fields[5]]).toEqual([upstream, downstream]);
      const [, maxUpstream, maxDownstream] =
        /^Max:\tUpstream rate = (\d+) Kbps, Downstream rate = (\d+) Kbps$/m.exec(stats) ?? [];
      expect([fields[8], fields[9]]).toEqual([maxUpstream, maxDownstream]);
    }
  });

  it.each(recordings.filter(({ loop }) => !loop))(
    '$name has increasing counters and link uptime',
    (recording) => {
      const uptimes = statsOf(recording).map((stats) => Number(/^AS:\s+(\d+)$/m.exec(stats)?.[1]));
      expect(uptimes).toEqual([...new Set(uptimes)].toSorted((a, b) => a - b));
      const [first, ...later] = statsOf(recording);
      for (const stats of later) {
        for (const row of ['FEC', 'CRC', 'ES', 'SES', 'UAS', 'LOS']) {
          const before = total(first ?? '', row);
          const grown = total(stats, row).map(
            (value, side) => (value - (before[side] ?? 0) + 2 ** 32) % 2 ** 32,
          );
          expect(Math.max(...grown)).toBeLessThan(2 ** 31);
        }
      }
    },
  );

  it('counter-wrap wraps its counters while the line stays up', () => {
    const stats = statsOf(named('counter-wrap'));
    const fec = stats.map((text) => total(text, 'FEC')[0] ?? 0);
    expect(fec.some((value) => value > 4_294_967_000)).toBe(true);
    expect(fec.at(-1)).toBeLessThan(1000);
    expect(stats.every((text) => text.includes('Status: Showtime'))).toBe(true);
  });
});
