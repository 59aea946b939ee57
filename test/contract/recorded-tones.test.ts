import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePbParams } from '../../modem/src/collectors/xdslcmd-pbparams.ts';
import { parseStats } from '../../modem/src/collectors/xdslcmd-stats.ts';
import { spectrumCollectors } from '../../modem/src/collectors/index.ts';
import { RECORDINGS_FOLDER } from '../../mock-modem/src/mock-modem.ts';
import { toneCommands } from '../../mock-modem/src/protocols/telnet/tone-faults.ts';
import { loadRecording } from '../../mock-modem/src/recordings/load.ts';

const tables = spectrumCollectors.filter(({ source }) => toneCommands.has(source.command));
/** Bits per symbol → bytes per second: 4000 symbols a second. */
const BYTES_PER_SECOND = 4000 / 8;

describe.each([
  { name: 'vdsl2-ginp', driver: 'newer', tones: 4096 },
  { name: 'adsl', driver: 'older', tones: 256 },
])('the recording $name', async ({ name, driver, tones }) => {
  const recording = await loadRecording(join(RECORDINGS_FOLDER, name));
  const [frame] = recording.frames;
  const telnet = frame?.answers.telnet ?? {};
  const read = tables.map((collector) => collector.parse(telnet[collector.source.command] ?? ''));
  const {
    bits = [],
    snr = [],
    qln = [],
    hlog = [],
  } = Object.assign({}, ...read.map(({ data }) => data.tones));

  it(`is of the ${driver} driver and has all tables of ${tones} tones`, () => {
    expect(recording.driver).toBe(driver);
    expect(read.flatMap(({ problems }) => problems)).toEqual([]);
    expect([bits, snr, qln, hlog].map((values) => values.length)).toEqual([tones, tones, tones, tones]);
  });

  it('loads the bits of its sync rates and a few percent of overhead', () => {
    const { line } = parseStats(telnet['xdslcmd info --stats'] ?? '').data;
    const rate =
      (line?.downstream.gauges.syncRate ?? Number.NaN) + (line?.upstream.gauges.syncRate ?? Number.NaN);
    const loaded = bits.reduce((sum: number, value: number) => sum + value, 0) * BYTES_PER_SECOND;

    expect(loaded / rate).toBeGreaterThan(1.03);
    expect(loaded / rate).toBeLessThan(1.07);
  });

  it('loads bits on tones with an SNR only, inside its band plan', () => {
    const loaded = bits.flatMap((value: number, tone: number) => (value > 0 ? [tone] : [])) as number[];
    const { bandPlan } = parsePbParams(telnet['xdslcmd info --pbParams'] ?? '').data;
    const ranges = bandPlan && [...bandPlan.upstream, ...bandPlan.downstream];

    expect(loaded.filter((tone) => snr[tone] === undefined || hlog[tone] === undefined)).toEqual([]);
    if (ranges === undefined) return;
    expect(loaded.filter((tone) => !ranges.some(({ first, last }) => first <= tone && tone <= last))).toEqual(
      [],
    );
  });
});
