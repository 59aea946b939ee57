import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectors } from '../../modem/src/collectors/index.ts';
import { renderObservation } from '../../exporter/src/metrics/exposition.ts';
import { createModem } from '../../modem/src/read.ts';
import { observe } from '../../modem/src/observation.ts';
import { createMockModem, type MockModem, RECORDINGS_FOLDER } from '../../mock-modem/src/mock-modem.ts';
import { listRecordings, loadRecording } from '../../mock-modem/src/recordings/load.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { fileSystem } from './files.ts';
import { checkFirstRead } from './first-read.ts';
import { createFrame } from './frame.ts';
import { maskRulesFor } from './masking/known-texts.ts';
import { createMaskSummary } from './masking/summary.ts';
import { readModem } from './read.ts';
import { record, type RecordOptions } from './record.ts';
import { createManualClock } from '../../test/support/recorder.ts';
import { targetAt } from '../../test/support/target.ts';
import { createRecordingWriter } from './writer.ts';

const modemOf = (mock: MockModem) => createModem(targetAt(mock.url, { telnetPort: mock.telnetPort }));

/** What the exporter publishes of a modem at this moment, without durations. */
async function expositionOf(mock: MockModem): Promise<string> {
  const modem = modemOf(mock);
  const reads = modem.read(collectors, AbortSignal.timeout(5000));
  const outcomes = new Map(
    await Promise.all([...reads].map(async ([name, outcome]) => [name, await outcome] as const)),
  );
  await modem.close();
  const exposition = await renderObservation(observe({ outcomes, seconds: 0 }));
  return exposition
    .split('\n')
    .filter((line) => !line.includes('duration_seconds') && !line.startsWith('#'))
    .join('\n');
}

/** Records a mock modem into a folder, with a manual clock. */
function recorderOf(mock: MockModem, out: string, options: Partial<RecordOptions> = {}) {
  const modem = modemOf(mock);
  const masked = createMaskSummary();
  const rules = maskRulesFor(targetAt(mock.url, { telnetPort: mock.telnetPort }), 'host');
  const done: RecordOptions = {
    read: (signal) => readModem(modem, collectors, 1, signal),
    checkFirst: (replies) => void checkFirstRead(replies, modem),
    frameOf: (replies) => createFrame(replies, rules, masked),
    createWriter: async () => {
      await fileSystem.createFolder(out);
      return createRecordingWriter(out, { title: 't', about: 'a', numbers: () => 'n' }, fileSystem);
    },
    forSeconds: 300,
    everySeconds: 30,
    clock: createManualClock(),
    signal: new AbortController().signal,
    onFrame: () => {},
    ...options,
  };
  return {
    masked,
    run: async () => {
      try {
        return await record(done);
      } finally {
        await modem.close();
      }
    },
  };
}

const names = await listRecordings(RECORDINGS_FOLDER);

describe('a recording, replayed', () => {
  const sources = [
    ...names.map((name) => ({ name, mock: { recording: name } })),
    { name: 'a simulated line that flaps', mock: { scenario: 'flapping', wallClock: () => 1_790_000_000 } },
  ];
  it.each(sources)('$name: the exporter publishes the same for every frame', async ({ mock: options }) => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    const clock = createManualClock();
    const start = clock.now();
    const seen: { at: number; exposition: string }[] = [];
    await using mock = await createMockModem({ ...options, now: () => (clock.now() - start) * 1000 });
    const { run } = recorderOf(mock, out, {
      clock: {
        ...clock,
        // Before the time advances: what the exporter publishes at this moment.
        async sleep(seconds, signal) {
          if (seconds > 0) seen.push({ at: clock.now() - start, exposition: await expositionOf(mock) });
          await clock.sleep(seconds, signal);
        },
      },
    });
    expect(await run()).toBe(300);

    let now = 0;
    await using again = await createMockModem({ recording: out, now: () => now * 1000 });
    expect(seen.map(({ at }) => at)).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240, 270]);
    for (const { at, exposition } of seen) {
      for (const moment of [at, at + 29.9]) {
        now = moment;
        expect(await expositionOf(again), `at ${moment} s`).toBe(exposition);
      }
    }
    expect(seen[0]?.exposition).toMatch(/^hg612_up 1$/m);
  });
});

describe('a modem that fails while it is recorded', () => {
  it('is recorded with its failures', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    await using mock = await createMockModem({ recording: 'source-document', now: () => 0 });
    const scenarios = ['steady', 'http-500', 'unreachable', 'telnet-refused', 'login-page', 'steady'];
    const clock = createManualClock();
    const { run } = recorderOf(mock, out, {
      forSeconds: scenarios.length * 10,
      everySeconds: 10,
      clock: {
        ...clock,
        async sleep(seconds, signal) {
          await clock.sleep(seconds, signal);
          await mock.setScenario(scenarios[Math.floor((clock.now() - 1000) / 10)] ?? 'steady');
        },
      },
    });
    await run();
    const { frames } = await loadRecording(out);
    expect(
      frames.map(({ seconds, answers: { page, telnet } }) => [
        seconds,
        page.status,
        Object.keys(telnet).length,
      ]),
    ).toEqual([
      [10, 200, 3],
      [10, 500, 3],
      [10, 504, 0],
      [10, 200, 0],
      [10, 200, 3],
      [10, 200, 3],
    ]);
    expect(String(frames[2]?.answers.page.body)).toMatch(
      /^The modem did not send this page\.\nhttp:\/\/127\.0\.0\.1:\d+\/html\/status\/xdslStatus\.asp: .*ECONNRESET/,
    );
    expect(String(frames[4]?.answers.page.body)).toContain('<input type="password"');
    let now = 0;
    await using again = await createMockModem({ recording: out, now: () => now });
    now = 25_000;
    expect(await expositionOf(again)).toMatch(/^hg612_up 0$/m);
  });

  it('is read at the next scheduled time after a slow read', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    await using mock = await createMockModem({ recording: 'source-document', now: () => 0 });
    const clock = createManualClock();
    let reads = 0;
    const { run } = recorderOf(mock, out, {
      clock,
      forSeconds: 60,
      everySeconds: 10,
      onFrame: () => {
        reads += 1;
        if (reads === 2) clock.advance(25);
      },
    });
    await run();
    // Due at 0, 10, (20, 30 missed), 40, 50.
    expect(reads).toBe(4);
  });
});

describe('an interrupted recording', () => {
  it('keeps the frames so far', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    await using mock = await createMockModem({ recording: 'source-document', now: () => 0 });
    const stop = new AbortController();
    const clock = createManualClock();
    const { run } = recorderOf(mock, out, {
      signal: stop.signal,
      clock: {
        ...clock,
        async sleep(seconds) {
          clock.advance(clock.now() < 1030 ? seconds : seconds / 2);
          if (clock.now() > 1030) stop.abort();
        },
      },
    });
    expect(await run()).toBe(45);
    const { frames } = await loadRecording(out);
    expect(frames.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(45);
    await expect.poll(() => mock.stats().telnet.open).toBe(0);
  });

  it('leaves out the aborted read, and closes its telnet session', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    await using mock = await createMockModem({ recording: 'source-document', now: () => 0 });
    const stop = new AbortController();
    const { run } = recorderOf(mock, out, {
      signal: stop.signal,
      onFrame: () =>
        void mock
          .setScenario('telnet-hang')
          .then(() => sleep(200))
          .then(() => stop.abort()),
    });
    await run();
    expect((await loadRecording(out)).frames).toHaveLength(1);
    await mock.setScenario('steady');
    await expect.poll(() => mock.stats().telnet.open).toBe(0);
  });

  it('writes nothing before the first frame', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    await using mock = await createMockModem({ recording: 'source-document' });
    expect(await recorderOf(mock, out, { signal: AbortSignal.abort() }).run()).toBeUndefined();
    await expect(loadRecording(out)).rejects.toThrow('the folder does not exist');
  });
});

describe('the first read', () => {
  it.each([
    ['http-500', 'http_status'],
    ['login-page', 'login'],
    ['unreachable', 'reset'],
    ['garbage', 'format'],
    ['hang', 'timeout'],
    ['endless', 'too_large'],
    ['telnet-refused', 'connect'],
    ['telnet-bad-password', 'login'],
  ])('refuses a modem that fails: %s, %s', async (scenario, reason) => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    await using mock = await createMockModem({ recording: 'source-document', scenario });
    await expect(recorderOf(mock, out).run()).rejects.toMatchObject({
      name: 'NotRecordableError',
      cause: { reason },
    });
    await expect(loadRecording(out)).rejects.toThrow('the folder does not exist');
  });

  it('suggests `npm stop` if the telnet session is busy', async () => {
    await using folder = await temporaryFolder();
    await using mock = await createMockModem({ recording: 'source-document', scenario: 'telnet-busy' });
    await expect(recorderOf(mock, join(folder.path, 'line')).run()).rejects.toThrow(/`npm stop`/);
  });

  it('accepts a status page in an unknown layout', async () => {
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'line');
    const body = 'var DSLCfg = new Array(new stDsl("Up","VDSL2"),null);';
    const source = { name: 'x', answersAt: () => ({ page: { status: 200, headers: {}, body }, telnet: {} }) };
    await using mock = await createMockModem({ source, now: () => 0 });
    await recorderOf(mock, out).run();
    expect((await loadRecording(out)).frames).toHaveLength(1);
  });
});

it('masks personal data, and reports it and the values that it changed', async () => {
  await using folder = await temporaryFolder();
  const out = join(folder.path, 'line');
  await using original = await createMockModem({ recording: 'source-document', now: () => 0 });
  const { body } = await fetch(`${original.url}/html/status/xdslStatus.asp`).then(async (answer) => ({
    body: await answer.text(),
  }));
  const page = {
    status: 200,
    headers: { 'Content-Type': 'text/html', 'Set-Cookie': 'sid=77aa', Server: 'httpd 10.20.30.40' },
    body: `${body}\nvar mac = "00:e0:fc:aa:bb:cc";`.replace('"VDSL2"', '"VDSL2 81.2.69.142"'),
  };
  const telnet = {
    'xdslcmd info --stats': 'Serial Number: 2102310ABC6RB1234567\n',
    'cat /proc/uptime': '5.00 1.00\n',
  };
  await using mock = await createMockModem({
    source: { name: 'x', answersAt: () => ({ page, telnet }) },
    now: () => 0,
  });
  const { run, masked } = recorderOf(mock, out, { forSeconds: 60 });
  await run();
  expect(masked.lines()).toEqual([
    'serial number: 2 times in xdslcmd info --stats (21…)',
    'header Set-Cookie, left out: 2 times in the status page',
    'IPv4 address: 4 times in the status page (10…, 81…)',
    'MAC address: 2 times in the status page (00…)',
  ]);
  const { frames } = await loadRecording(out);
  const [first] = frames;
  expect(frames).toHaveLength(1);
  expect(first?.answers.page.headers).toEqual({ 'Content-Type': 'text/html', Server: 'httpd 192.0.2.1' });
  expect(String(first?.answers.page.body)).toMatch(
    /"VDSL2 192\.0\.2\.1".*\nvar mac = "02:00:00:00:00:01";$/s,
  );
  expect(first?.answers.telnet['xdslcmd info --stats']).toBe('Serial Number: SERIAL\n');
  expect(await readFile(join(out, 'recording.yaml'), 'utf8')).toContain(
    '  # masking changed a value that the exporter reads from the status page\n',
  );
});
