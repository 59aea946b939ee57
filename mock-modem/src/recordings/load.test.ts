import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOUNDS } from '../../../lib/recording-format.ts';
import { findRecording, loadRecording } from './load.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
});
afterEach(() => rm(folder, { recursive: true }));

const describeFrames = (frames: string): string =>
  `title: a\nabout: b\nnumbers: c\ndriver: newer\nframes:\n${frames}`;
const ONE_FRAME = describeFrames(
  '  - for: 30s\n    page: { body: p.asp }\n    telnet:\n      cat /proc/uptime: u.txt\n',
);

describe('loadRecording', () => {
  it('keeps pages byte for byte and converts outputs to LF', async () => {
    const page = Buffer.from([0, 255, 13, 10, 10, 128]);
    await writeFile(join(folder, 'recording.yaml'), ONE_FRAME);
    await writeFile(join(folder, 'p.asp'), page);
    await writeFile(join(folder, 'u.txt'), Buffer.from('1.00 0.90\r\n\u00FF', 'latin1'));
    const { frames } = await loadRecording(folder);
    expect(frames[0]?.answers.page.body).toEqual(page);
    expect(frames[0]?.answers.telnet['cat /proc/uptime']).toBe('1.00 0.90\n\u00FF');
  });

  it('reports the line of a missing file', async () => {
    await writeFile(join(folder, 'recording.yaml'), ONE_FRAME);
    await writeFile(join(folder, 'p.asp'), '');
    await expect(loadRecording(folder)).rejects.toThrow(
      `${join(folder, 'recording.yaml')}:9: cat /proc/uptime: u.txt does not exist`,
    );
  });

  it('rejects a link out of its folder', async () => {
    await mkdir(join(folder, 'inner'));
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(folder, 'inner', 'p.asp'));
    await writeFile(
      join(folder, 'inner', 'recording.yaml'),
      describeFrames('  - { for: 1s, page: { body: p.asp } }\n'),
    );
    await expect(loadRecording(join(folder, 'inner'))).rejects.toThrow(
      `recording.yaml:6: body: p.asp leads out of the recording's folder`,
    );
  });

  it('rejects a body above the limit', async () => {
    await writeFile(
      join(folder, 'recording.yaml'),
      describeFrames('  - { for: 1s, page: { body: p.asp } }\n'),
    );
    await writeFile(join(folder, 'p.asp'), Buffer.alloc(BOUNDS.bodyBytes + 1));
    await expect(loadRecording(folder)).rejects.toThrow(
      'recording.yaml:6: body: p.asp is 1048577 bytes, expected at most 1048576',
    );
  });

  it.each([
    ['.', 'is a folder, expected a file'],
    ['inner', 'is a folder, expected a file'],
    ['pipe', 'is not an ordinary file'],
  ])('rejects %s as a body', async (body, reason) => {
    await mkdir(join(folder, 'inner'));
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    await writeFile(
      join(folder, 'recording.yaml'),
      describeFrames(`  - { for: 1s, page: { body: ${body} } }\n`),
    );
    await expect(loadRecording(folder)).rejects.toThrow(`recording.yaml:6: body: ${body} ${reason}`);
  });

  it('reports a file in place of a folder', async () => {
    const file = join(folder, 'recording.yaml');
    await writeFile(file, ONE_FRAME);
    await expect(loadRecording(file)).rejects.toThrow(
      `${file}: no recording: is a file, expected its folder`,
    );
  });

  it('reports a folder without a recording', async () => {
    await expect(loadRecording(folder)).rejects.toThrow(
      `${folder}: no recording: recording.yaml does not exist`,
    );
  });
});

describe('findRecording', () => {
  it('lists the valid names for an unknown one', async () => {
    await mkdir(join(folder, 'b'));
    await mkdir(join(folder, 'a'));
    await expect(findRecording(folder, 'c', ['simulated:x'])).rejects.toThrow(
      `c: no such recording in ${folder}; expected one of a, b, simulated:x or a path such as ./my-line`,
    );
  });

  it('accepts a path', async () => {
    await writeFile(join(folder, 'recording.yaml'), ONE_FRAME);
    await writeFile(join(folder, 'p.asp'), 'page');
    await writeFile(join(folder, 'u.txt'), '1.00 0.90\n');
    await expect(findRecording('/nowhere', folder)).resolves.toMatchObject({ title: 'a', driver: 'newer' });
  });
});
