import { expect, it } from 'vitest';
import { createExclusive } from './exclusive.ts';

const never = (): AbortSignal => new AbortController().signal;

/** Notes who gets access, in order. */
function users() {
  const exclusive = createExclusive('modem:23', 'the previous session to end');
  const order: string[] = [];
  const noting = async <T>(name: string, access: Promise<T>): Promise<T> => {
    const result = await access;
    order.push(name);
    return result;
  };
  return {
    exclusive,
    order,
    enter: (name: string, signal = never()) => noting(name, exclusive.acquire(signal)),
    enterInBackground: (name: string, signal = never()) =>
      noting(name, exclusive.acquireInBackground(signal)),
  };
}

it('serves users in the order of their calls, and those in the background after all others', async () => {
  const { order, enter, enterInBackground } = users();
  const first = await enter('first');
  const background = enterInBackground('background');
  const otherBackground = enterInBackground('other background');
  const second = enter('second');
  const third = enter('third');
  first();
  (await second)();
  (await third)();
  (await background).release();
  (await otherBackground).release();
  expect(order).toEqual(['first', 'second', 'third', 'background', 'other background']);
});

it('notifies a user in the background as soon as another waits, but not of others in the background', async () => {
  const { enter, enterInBackground } = users();
  const { release, wanted } = await enterInBackground('background');
  const other = enterInBackground('other background');
  expect(wanted.aborted).toBe(false);
  const waiting = enter('first');
  expect(wanted.aborted).toBe(true);
  release();
  (await waiting)();
  expect((await other).wanted.aborted).toBe(false);
});

it('does not serve a user who gave up waiting', async () => {
  const { exclusive, order, enter, enterInBackground } = users();
  const release = await enter('first');
  const impatient = [new AbortController(), new AbortController()];
  const givenUp = [
    enter('gave up', impatient[0]!.signal),
    enterInBackground('gave up too', impatient[1]!.signal),
  ];
  const last = enter('last');
  for (const each of impatient) each.abort();
  for (const each of givenUp) {
    await expect(each).rejects.toThrow(/^modem:23: timed out after 0\.0 s waiting for the previous session/);
  }
  release();
  (await last)();
  await exclusive.idle();
  expect(order).toEqual(['first', 'last']);
});

it('does not serve a user who gave up before', async () => {
  const { exclusive, enter } = users();
  await expect(enter('late', AbortSignal.abort())).rejects.toThrow('timed out');
  (await exclusive.acquire(never()))();
});

it('is idle when all users up to now have released it', async () => {
  const { exclusive, enter } = users();
  const first = await enter('first');
  const second = enter('second');
  let idle = false;
  const waiting = exclusive.idle().then(() => (idle = true));
  first();
  const release = await second;
  expect(idle).toBe(false);
  release();
  await waiting;
});
