import { describe, expect, it } from 'vitest';
import { createAuthenticator, type Credentials, parseBasicAuth } from './basic-auth.ts';
import type { Question } from './bcrypt.ts';

const hashOf = (cost: string, text: string) => `$2b$${cost}$${text.padEnd(53, '.')}`;
const users = new Map([
  ['alice', hashOf('10', 'alice')],
  ['bob', hashOf('12', 'bob')],
]);

/** A verifier that accepts `right`, and records what it was asked. */
function recorder() {
  const asked: Question[] = [];
  const verdict = createAuthenticator(async (question) => {
    asked.push(question);
    await Promise.resolve();
    return question.password === 'right';
  });
  const authenticate = (credentials: Credentials, known: ReadonlyMap<string, string>) =>
    verdict(credentials, known, '192.0.2.1');
  return { asked, authenticate };
}

describe('parseBasicAuth', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  it.each([
    { header: `Basic ${encode('alice:secret')}`, credentials: { user: 'alice', password: 'secret' } },
    { header: `bASIC ${encode('alice:')}`, credentials: { user: 'alice', password: '' } },
    { header: `Basic ${encode(':a:b')}`, credentials: { user: '', password: 'a:b' } },
    { header: `Basic ${encode('ä:ö\n')}`, credentials: { user: 'ä', password: 'ö\n' } },
    { header: `Basic ${encode('alice')}`, credentials: undefined },
    { header: 'Basic ', credentials: undefined },
    { header: 'Basic !!!!', credentials: undefined },
    { header: 'Bearer abc', credentials: undefined },
    { header: '', credentials: undefined },
  ])('$header', ({ header, credentials }) => {
    expect(parseBasicAuth(header)).toEqual(credentials);
  });
});

it('verifies the same credentials once, right or wrong', async () => {
  const { asked, authenticate } = recorder();
  for (const password of ['right', 'wrong']) {
    const verdicts = [];
    for (let time = 0; time < 3; time += 1)
      verdicts.push(await authenticate({ user: 'alice', password }, users));
    expect(new Set(verdicts)).toEqual(new Set([password === 'right']));
  }
  expect(asked).toHaveLength(2);
});

it('verifies the same credentials of simultaneous requests once', async () => {
  const { asked, authenticate } = recorder();
  const request = () => authenticate({ user: 'alice', password: 'right' }, users);
  expect(await Promise.all([request(), request(), request()])).toEqual([true, true, true]);
  expect(asked).toHaveLength(1);
});

it('verifies again when the hash has changed', async () => {
  const { asked, authenticate } = recorder();
  await authenticate({ user: 'alice', password: 'right' }, users);
  await authenticate({ user: 'alice', password: 'right' }, new Map([['alice', hashOf('10', 'new')]]));
  expect(asked.map(({ hash }) => hash)).toEqual([users.get('alice'), hashOf('10', 'new')]);
});

it('refuses an unknown user after the same work as for a known one', async () => {
  const { asked, authenticate } = recorder();
  expect(await authenticate({ user: 'mallory', password: 'right' }, users)).toBe(false);
  expect(asked).toEqual([{ password: 'right', hash: expect.stringMatching(/^\$2b\$1[02]\$[./\w]{53}$/) }]);
  // The cost for a name is always the same, as it is for a user.
  const costs = new Set<string>();
  for (let time = 0; time < 20; time += 1) {
    await authenticate({ user: 'mallory', password: `wrong ${time}` }, users);
    costs.add(asked.at(-1)!.hash.slice(0, 7));
  }
  expect(costs.size).toBe(1);
});

it('keeps right passwords however many wrong ones follow', async () => {
  const { asked, authenticate } = recorder();
  await authenticate({ user: 'alice', password: 'right' }, users);
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    await authenticate({ user: 'bob', password: `wrong ${attempt}` }, users);
  }
  const before = asked.length;
  expect(await authenticate({ user: 'alice', password: 'right' }, users)).toBe(true);
  expect(asked).toHaveLength(before);
});

it('verifies again after a failure to verify', async () => {
  let failures = 1;
  const authenticate = createAuthenticator(async () => {
    await Promise.resolve();
    if (failures > 0) {
      failures -= 1;
      throw new Error('the worker ended');
    }
    return true;
  });
  const request = () => authenticate({ user: 'alice', password: 'right' }, users, '192.0.2.1');
  await expect(request()).rejects.toThrow('the worker ended');
  expect(await request()).toBe(true);
});
