import { expect, it } from 'vitest';
import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { ModemTimeoutError } from '../../../modem/src/errors.ts';
import { collectors } from '../../../modem/src/collectors/index.ts';
import type { Modem, Outcome } from '../../../modem/src/read.ts';
import { createSharedReader } from './shared-read.ts';

const told = (seconds = 0): Outcome => ({ ok: true, parsed: { data: {}, problems: [] }, seconds });

/** A modem whose page answers at once and whose statistics answer when told to, or when ended. */
function slowModem() {
  const reads: { answer: () => void; signal: AbortSignal }[] = [];
  const modem: Modem = {
    addressOf: () => 'modem:23',
    fetch: () => new Map(),
    read(_collectors, signal) {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      reads.push({ answer: () => resolve(told(1)), signal });
      signal.addEventListener('abort', () =>
        resolve({ ok: false, error: new ModemTimeoutError('modem:23', 'the login prompt', 1), seconds: 1 }),
      );
      return new Map<CollectorName, Promise<Outcome>>([
        ['xdsl_status', Promise.resolve(told())],
        ['xdslcmd_stats', promise],
      ]);
    },
    close: () => Promise.resolve(),
  };
  return { modem, reads };
}

it('gives everybody who joins the same read', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 5);
  const both = Promise.all([reader.read(5), reader.read(5)]);
  reads[0]?.answer();
  const [first, second] = await both;
  expect(reads).toHaveLength(1);
  expect(first.outcomes.get('xdslcmd_stats')).toBe(second.outcomes.get('xdslcmd_stats'));
  expect(first.outcomes.get('xdslcmd_stats')).toMatchObject({ ok: true });
});

it('answers in time with what is known by then, while others wait on', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 5);
  const patient = reader.read(5);
  const hasty = await reader.read(0.05);
  expect(hasty.outcomes.get('xdsl_status')).toMatchObject({ ok: true });
  expect(hasty.outcomes.get('xdslcmd_stats')).toMatchObject({
    ok: false,
    error: {
      reason: 'timeout',
      message: expect.stringMatching(
        /^modem:23: expected an answer within 0\.\d s, it did not come$/,
      ) as string,
    },
  });
  expect(reads[0]?.signal.aborted).toBe(false);
  reads[0]?.answer();
  expect((await patient).outcomes.get('xdslcmd_stats')).toMatchObject({ ok: true });
});

it('ends the read when the last who waits leaves, with its own last words', async () => {
  const { modem, reads } = slowModem();
  const { outcomes } = await createSharedReader(modem, collectors, 5).read(0.05);
  expect(reads[0]?.signal.aborted).toBe(true);
  expect(outcomes.get('xdslcmd_stats')).toMatchObject({
    error: { message: 'modem:23: expected the login prompt within 1.0 s, it did not come' },
  });
});

it('ends the read when the only one who waits hangs up', async () => {
  const { modem, reads } = slowModem();
  const hangup = new AbortController();
  const read = createSharedReader(modem, collectors, 5).read(5, hangup.signal);
  hangup.abort();
  await read;
  expect(reads[0]?.signal.aborted).toBe(true);
});

it('does not let scrapes that keep joining keep a hung read alive', async () => {
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

it('starts a new read after the one before has ended', async () => {
  const { modem, reads } = slowModem();
  const reader = createSharedReader(modem, collectors, 5);
  await reader.read(0.02);
  await reader.read(0.02);
  expect(reads).toHaveLength(2);
});
