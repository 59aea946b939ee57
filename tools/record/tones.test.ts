import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectors } from '../../modem/src/collectors/index.ts';
import { createModem } from '../../modem/src/read.ts';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { loadRecording, type Recording } from '../../mock-modem/src/recordings/load.ts';
import { createManualClock } from '../../test/support/recorder.ts';
import { targetAt } from '../../test/support/target.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { fileSystem } from './files.ts';
import { createFrame } from './frame.ts';
import { createMaskSummary } from './masking/summary.ts';
import { readModem } from './read.ts';
import { record } from './record.ts';
import { toneCollectors, withTones } from './tones.ts';
import { createRecordingWriter } from './writer.ts';

const BITS = 'xdslcmd info --Bits';

interface Recorded {
  readonly recording: Recording;
  /** Sessions in which tables were read, as seconds since the start. */
  readonly readAt: readonly number[];
}

/** Records a mock modem for a while, with a manual clock. */
async function recordFor(
  seconds: number,
  everySeconds: number,
  start: (clock: () => number) => Promise<MockModem>,
): Promise<Recorded> {
  await using folder = await temporaryFolder();
  const out = join(folder.path, 'line');
  const clock = createManualClock();
  const startedAt = clock.now();
  await using mock = await start(() => (clock.now() - startedAt) * 1000);
  const modem = createModem(targetAt(mock.url, { telnetPort: mock.telnetPort }));
  const readAt: number[] = [];
  await record({
    read: withTones(
      (signal) => readModem(modem, collectors, 5, signal),
      (signal) => {
        readAt.push(clock.now() - startedAt);
        return readModem(modem, toneCollectors, 5, signal);
      },
      () => clock.now(),
    ),
    checkFirst: () => undefined,
    frameOf: (replies) => createFrame(replies, [], createMaskSummary()),
    createWriter: async () => {
      await fileSystem.createFolder(out);
      return createRecordingWriter(out, { title: 't', about: 'a', numbers: () => 'n' }, fileSystem);
    },
    forSeconds: seconds,
    everySeconds,
    clock,
    signal: new AbortController().signal,
    onFrame: () => undefined,
  });
  await modem.close();
  return { recording: await loadRecording(out), readAt };
}

const tablesOf = ({ frames }: Recording, command = BITS): (string | undefined)[] =>
  frames.map(({ answers }) => answers.telnet[command]);

describe('withTones', () => {
  it('reads the tables with the first frame and repeats them in the next ones', async () => {
    const { recording, readAt } = await recordFor(120, 30, (now) =>
      createMockModem({ recording: 'vdsl2-ginp', now }),
    );
    expect(readAt).toEqual([0]);
    expect(recording.frames.length).toBeGreaterThan(1);
    expect(new Set(tablesOf(recording)).size).toBe(1);
    expect(tablesOf(recording)[0]).toMatch(/Tone number +Bit Allocation\n {3}0\t\t0\n[^]*\n {3}4095\t\t0\n$/);
    for (const table of ['SNR', 'QLN', 'Hlog']) {
      expect(tablesOf(recording, `xdslcmd info --${table}`)[0]).toContain(`Tone number      ${table}\n`);
    }
  });

  it('reads them again every hour', async () => {
    const { readAt } = await recordFor(2.5 * 3600, 600, (now) =>
      createMockModem({ now, wallClock: () => 1_790_000_000 }),
    );

    expect(readAt).toEqual([0, 3600, 7200]);
  });

  it('reads them again in each other state of the line, and after a resync', async () => {
    const { recording, readAt } = await recordFor(400, 20, (now) =>
      createMockModem({
        scenario: 'sync-drop',
        parameters: { outage: 60 },
        now,
        wallClock: () => 1_790_000_000,
      }),
    );

    expect(readAt.length).toBeGreaterThanOrEqual(3);
    const isShowtime = (text = ''): boolean => text.includes('Status: Showtime');
    const ofLine = recording.frames.map(({ answers }) => isShowtime(answers.telnet['xdslcmd info --stats']));
    expect(tablesOf(recording).map(isShowtime)).toEqual(ofLine);
    expect(ofLine).toContain(false);
    const inShowtime = tablesOf(recording).filter(isShowtime);
    expect(new Set(inShowtime).size).toBe(2);
  });

  it('records a modem without these commands', async () => {
    const { recording } = await recordFor(60, 30, (now) =>
      createMockModem({ recording: 'older-driver', now }),
    );

    expect(tablesOf(recording)[0]).toBe('xdslcmd: invalid arguments: info --Bits\n');
  });
});
