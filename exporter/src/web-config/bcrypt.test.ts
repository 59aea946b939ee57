import { expect, it } from 'vitest';
import { PASSWORDS } from '../../../test/support/web-config.ts';
import { BusyError, createPasswordVerifier } from './bcrypt.ts';

const { password, hash } = PASSWORDS.alice;
const CLIENT = '192.0.2.1';

it.each(['a', 'b', 'y'])('verifies hashes of version 2%s', async (version) => {
  const verify = createPasswordVerifier();
  const versioned = hash.replace('$2y', `$2${version}`);
  expect(await verify({ password, hash: versioned }, CLIENT)).toBe(true);
  expect(await verify({ password: `${password}.`, hash: versioned }, CLIENT)).toBe(false);
});

it('does not block the event loop', async () => {
  const verify = createPasswordVerifier();
  await verify({ password, hash }, CLIENT);
  const startedAt = performance.now();
  const before = process.threadCpuUsage();
  expect(await verify({ password, hash: hash.replace('$04$', '$11$') }, CLIENT)).toBe(false);
  const elapsed = performance.now() - startedAt;
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(elapsed / 2);
});

it('answers each of several questions at once, and refuses more of one client than it can soon verify', async () => {
  const verify = createPasswordVerifier();
  const questions = Array.from({ length: 20 }, (_, index) =>
    verify({ password: index % 2 ? password : 'x', hash }, CLIENT),
  );
  const another = verify({ password, hash }, 'another client');
  const answers = await Promise.allSettled(questions);
  expect(answers.slice(0, 16).map((answer) => answer.status === 'fulfilled' && answer.value)).toEqual(
    Array.from({ length: 16 }, (_, index) => index % 2 === 1),
  );
  for (const answer of answers.slice(16)) {
    expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(BusyError) as BusyError });
  }
  expect(await another).toBe(true);
  expect(await verify({ password, hash }, CLIENT)).toBe(true);
});

it('serves clients in turn', async () => {
  const verify = createPasswordVerifier();
  const served: string[] = [];
  const ask = async (client: string) => {
    await verify({ password, hash }, client);
    served.push(client);
  };
  const guesses = Array.from({ length: 16 }, () => ask('guesser'));
  await Promise.all([...guesses, ask('scraper'), ask('other scraper')]);
  expect(served.slice(0, 5)).toEqual(['guesser', 'guesser', 'scraper', 'other scraper', 'guesser']);
});

it('starts another worker after one has ended', async () => {
  const verify = createPasswordVerifier();
  await expect(verify({ password: undefined as unknown as string, hash }, CLIENT)).rejects.toThrow(
    'Illegal arguments',
  );
  expect(await verify({ password, hash }, CLIENT)).toBe(true);
});
