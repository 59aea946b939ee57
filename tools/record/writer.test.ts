import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRecording } from '../../mock-modem/src/recordings/load.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { type Files, fileSystem, withPath } from './files.ts';
import { filesOf, frameWith } from '../../test/support/recorder.ts';
import { createRecordingWriter, FullRecordingError } from './writer.ts';

const texts = { title: 'A line: "mine"', about: '# not a comment', numbers: () => 'Real.' };
const secondsOf = async (folder: string): Promise<number[]> =>
  (await loadRecording(folder)).frames.map(({ seconds }) => seconds);

describe('a recording', () => {
  it('can be replayed after every frame', async () => {
    await using folder = await temporaryFolder();
    const writer = createRecordingWriter(folder.path, texts, fileSystem);
    await writer.add(frameWith('one', 'Bearer:\t0\n'), 0, 30);
    expect(await secondsOf(folder.path)).toEqual([30]);
    await writer.add(frameWith('two', 'Bearer:\t0\n'), 30.1, 60);
    expect(await secondsOf(folder.path)).toEqual([30.1, 29.9]);
    await writer.end(45);
    const { title, about, driver, loop, frames } = await loadRecording(folder.path);
    expect({ title, about, driver, loop }).toEqual({
      ...texts,
      numbers: undefined,
      driver: 'newer',
      loop: false,
    });
    expect(
      frames.map(({ seconds, answers }) => [seconds, String(answers.page.body), answers.telnet]),
    ).toEqual([
      [30.1, 'one', { 'xdslcmd info --stats': 'Bearer:\t0\n' }],
      [14.9, 'two', { 'xdslcmd info --stats': 'Bearer:\t0\n' }],
    ]);
    expect(Object.keys(await filesOf(folder.path))).toEqual([
      '0001.page.asp',
      '0001.stats.txt',
      '0002.page.asp',
      'recording.yaml',
    ]);
    expect(writer).toMatchObject({ frames: 2, merged: 0, bytes: 16 });
  });

  it('extends a frame if the next one is identical', async () => {
    await using folder = await temporaryFolder();
    const writer = createRecordingWriter(folder.path, texts, fileSystem);
    await writer.add(frameWith('same'), 0, 30);
    await writer.add(frameWith('same'), 30, 60);
    await writer.add(frameWith('other'), 60, 90);
    await writer.add(frameWith('same'), 90, 120);
    expect(await secondsOf(folder.path)).toEqual([60, 30, 30]);
    expect(writer).toMatchObject({ frames: 3, merged: 1 });
    expect(Object.keys(await filesOf(folder.path))).toHaveLength(3);
  });

  it('keeps every byte', async () => {
    await using folder = await temporaryFolder();
    const bytes = String.fromCodePoint(...Array.from({ length: 256 }, (_, byte) => byte));
    await createRecordingWriter(folder.path, texts, fileSystem).add(frameWith(bytes), 0, 1);
    const [first] = (await loadRecording(folder.path)).frames;
    expect(first?.answers.page.body.toString('latin1')).toBe(bytes);
  });

  it('has remarks as comments above their frame, whatever they contain', async () => {
    await using folder = await temporaryFolder();
    const writer = createRecordingWriter(folder.path, texts, fileSystem);
    await writer.add(frameWith('one', undefined, ['no answer\nframes: []\u001B[2J']), 0, 1);
    expect((await filesOf(folder.path))['recording.yaml']).toContain(
      'frames:\n  # no answer frames: [] [2J\n  - for: 1s\n    page:\n',
    );
    expect(await secondsOf(folder.path)).toEqual([1]);
  });

  it('detects the driver from its statistics', async () => {
    await using folder = await temporaryFolder();
    const writer = createRecordingWriter(folder.path, texts, fileSystem);
    await writer.add(frameWith('one', 'Status: Idle\n'), 0, 1);
    expect((await loadRecording(folder.path)).driver).toBe('unknown');
    await writer.add(frameWith('one', 'Path:\t0, Upstream\n'), 1, 2);
    await writer.add(frameWith('one', 'Status: Idle\n'), 2, 3);
    expect((await loadRecording(folder.path)).driver).toBe('older');
  });
});

/** A disk that is full for some files. */
const fullFor = (name: RegExp): Files => ({
  ...fileSystem,
  write: (file, content) =>
    name.test(file)
      ? Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }))
      : fileSystem.write(file, content),
});

describe('when the disk is full', () => {
  it.each([['0003.page.asp'], ['0003.stats.txt'], ['recording.yaml']])(
    'at %s: keeps what was already written',
    async (name) => {
      await using folder = await temporaryFolder();
      let files: Files = fileSystem;
      const writer = createRecordingWriter(folder.path, texts, {
        ...fileSystem,
        write: (file, content) => files.write(file, content),
      });
      await writer.add(frameWith('one', 's1'), 0, 30);
      await writer.add(frameWith('two', 's2'), 30, 60);
      const before = await filesOf(folder.path);
      files = fullFor(new RegExp(`${name}$`));
      await expect(writer.add(frameWith('three', 's3'), 60, 90)).rejects.toThrow(
        `cannot write ${join(folder.path, name)}: the disk is full`,
      );
      expect(await filesOf(folder.path)).toEqual(before);
      expect(writer.frames).toBe(2);
      files = fileSystem;
      await writer.add(frameWith('three', 's3'), 60, 90);
      expect(await secondsOf(folder.path)).toEqual([30, 30, 30]);
    },
  );
});

describe('the folder of a recording', () => {
  it('is created with its parents, unless it exists', async () => {
    await using folder = await temporaryFolder();
    await fileSystem.createFolder(join(folder.path, 'a/b'));
    await expect(withPath('b', fileSystem.createFolder(join(folder.path, 'a/b')))).rejects.toThrow(
      'cannot write b: already exists; choose another name with --out, or remove it',
    );
    await writeFile(join(folder.path, 'file'), '');
    await expect(withPath('f', fileSystem.createFolder(join(folder.path, 'file/b')))).rejects.toThrow(
      'cannot write f: part of the path is a file; choose another place with --out',
    );
  });

  it('is removed only if it is empty', async () => {
    await using folder = await temporaryFolder();
    const [empty, full] = [join(folder.path, 'empty'), join(folder.path, 'full')];
    await mkdir(empty);
    await mkdir(full);
    await writeFile(join(full, 'file'), '');
    await chmod(full, 0o755);
    await fileSystem.removeFolder(empty);
    await fileSystem.removeFolder(full);
    expect(Object.keys(await filesOf(full))).toEqual(['file']);
    await expect(filesOf(empty)).rejects.toThrow('ENOENT');
  });
});

it('stops at the limits of the format and keeps the frames so far', async () => {
  await using folder = await temporaryFolder();
  const writer = createRecordingWriter(folder.path, texts, fileSystem);
  await writer.add(frameWith('one'), 0, 1);
  await expect(writer.add(frameWith('x'.repeat(1024 * 1024 + 1)), 1, 2)).rejects.toThrow(FullRecordingError);
  await expect(writer.add(frameWith('x'.repeat(1024 * 1024 + 1)), 1, 2)).rejects.toThrow(
    'a recording has at most 10000 frames and 64 MiB; to record for longer, increase --every',
  );
  expect(await secondsOf(folder.path)).toEqual([1]);
});
