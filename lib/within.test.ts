import { describe, expect, it } from 'vitest';
import { within } from './within.ts';

const never = new Promise<string>(() => {});

describe('within', () => {
  it('returns the result of the work', async () => {
    expect(await within(Promise.resolve('done'), 60_000)).toBe('done');
  });

  it('returns undefined when the time is over', async () => {
    expect(await within(never, 1)).toBeUndefined();
  });

  it('returns undefined when the signal aborts', async () => {
    const controller = new AbortController();
    const waiting = within(never, 60_000, controller.signal);
    controller.abort();
    expect(await waiting).toBeUndefined();
  });

  it('returns undefined when the signal has aborted already', async () => {
    expect(await within(never, 60_000, AbortSignal.abort())).toBeUndefined();
  });

  it('throws what the work throws', async () => {
    await expect(within(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken');
  });
});
