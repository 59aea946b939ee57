import { expect, it } from 'vitest';
import type { Collector, CollectorName } from '../../../modem/src/collectors/collector.ts';
import { ModemTimeoutError } from '../../../modem/src/errors.ts';
import { collectors } from '../../../modem/src/collectors/index.ts';
import type { Outcome } from '../../../modem/src/parse.ts';
import { createSharedReader, type ReadableModem } from './shared-read.ts';

const succeeded = (seconds = 0): Outcome => ({ ok: true, parsed: { data: {}, problems: [] }, seconds });

/** A modem whose page succeeds at once, and whose statistics succeed on `answer` or fail on abort. */
function slowModem() {
  const reads: { answer: () => void; signal: AbortSignal }[] = [];
  const modem: ReadableModem<Collector> = {
    addressOf: () => 'modem:23',
    read(_collectors, signal) {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      reads.push({ answer: () => resolve(succeeded(1)), signal });
      signal.addEventListener('abort', () =>
        resolve({ ok: false, error: new ModemTimeoutError('modem:23', 'the login prompt', 1), seconds: 1 }),
      );
      return new Map<CollectorName, Promise<Outcome>>([
        ['xdsl_status', Promise.resolve(succeeded())],
        ['xdslcmd_stats', promise],
      ]);
    },
    close: () => Promise.resolve(),
  };
  return { modem, reads };
}

it('gives all callers the result of the same read', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 5);
  const both = Promise.all([reader.read(5), reader.read(5)]);
  reads[0]?.answer();
  const [first, second] = await both;
  expect(reads).toHaveLength(1);
  expect(first).toBe(second);
  expect(first.outcomes.get('xdslcmd_stats')).toMatchObject({ ok: true });
});

it('resolves in time with the outcomes so far while other callers continue to wait', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 5);
  const long = reader.read(5);
  const short = await reader.read(0.05);
  expect(short.outcomes.get('xdsl_status')).toMatchObject({ ok: true });
  expect(short.outcomes.get('xdslcmd_stats')).toMatchObject({
    ok: false,
    error: {
      reason: 'timeout',
      message: expect.stringMatching(
        /^modem:23: timed out after \d+\.\d s waiting for a response$/,
      ) as string,
    },
  });
  expect(reads[0]?.signal.aborted).toBe(false);
  reads[0]?.answer();
  expect((await long).outcomes.get('xdslcmd_stats')).toMatchObject({ ok: true });
});

it("aborts the read when the last caller's time is over, and reports what it was waiting for", async () => {
  const { modem, reads } = slowModem();
  const { outcomes } = await createSharedReader(modem, collectors, 5).read(0.05);
  expect(reads[0]?.signal.aborted).toBe(true);
  expect(outcomes.get('xdslcmd_stats')).toMatchObject({
    error: { message: 'modem:23: timed out after 1.0 s waiting for the login prompt' },
  });
});

it('aborts the read when the only caller disconnects', async () => {
  const { modem, reads } = slowModem();
  const disconnect = new AbortController();
  const read = createSharedReader(modem, collectors, 5).read(5, disconnect.signal);
  disconnect.abort();
  await read;
  expect(reads[0]?.signal.aborted).toBe(true);
});

it('aborts a read that hangs although callers keep joining', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 0.3);
  const waits = Array.from({ length: 10 }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * 100));
    return reader.read(0.3);
  });
  await Promise.all(waits);
  expect(reads.length).toBeGreaterThanOrEqual(3);
  for (const { signal } of reads) expect(signal.aborted).toBe(true);
});

it('starts a new read after the previous one has ended', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 5);
  await reader.read(0.02);
  await reader.read(0.02);
  expect(reads).toHaveLength(2);
});
