import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMockModem, RECORDINGS_FOLDER } from '../../mock-modem/src/mock-modem.ts';
import { listRecordings, loadRecording } from '../../mock-modem/src/recordings/load.ts';
import { exporterInFrontOf } from '../support/exporter.ts';
import { expectGoldenExposition } from '../support/golden-exposition.ts';

/** Start of each frame in seconds from the start of the recording. */
function momentsOf(frames: readonly { seconds: number }[]): number[] {
  let begin = 0;
  return frames.map(({ seconds }) => {
    const moment = begin;
    begin += seconds;
    return moment;
  });
}

/** Durations of reads vary and say nothing about the line. */
const withoutTimes = (text: string): string =>
  text.replaceAll(/^(hg612_scrape\w*_duration_seconds(?:\{.*\})?) \S+$/gm, '$1 0.25');

const stateIn = (text: string): string | undefined => /^hg612_dsl_state\{state="(\w+)"\} 1$/m.exec(text)?.[1];

it.each(await listRecordings(RECORDINGS_FOLDER))(
  'the exposition of recording %s matches its golden at the start and at each change of state',
  async (name) => {
    const { frames } = await loadRecording(join(RECORDINGS_FOLDER, name));
    let seconds = 0;
    await using mock = await createMockModem({ recording: name, now: () => seconds * 1000 });
    await using exporter = exporterInFrontOf(mock);
    let state: string | undefined;
    let changes = 0;
    for (const moment of momentsOf(frames)) {
      seconds = moment;
      const text = withoutTimes(await exporter.metrics());
      if (stateIn(text) === state) continue;
      state = stateIn(text);
      changes += 1;
      await expectGoldenExposition(text, `${name}.${changes}-${state}`);
    }
    expect(changes).toBeGreaterThan(0);
    expect(exporter.log).toEqual([]);
  },
);
