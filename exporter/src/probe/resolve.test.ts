import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../config-file/address.ts';
import { createAllowList } from '../config-file/allow-list.ts';
import { createResolver } from './resolve.ts';

const networks = (...texts: readonly string[]) => texts.flatMap((text) => parseNetwork(text) ?? []);
const list = createAllowList({ networks: networks('10.0.0.0/8'), names: ['modem.lan', '*.fleet.lan'] });
const resolveTo = (...addresses: readonly string[]) => createResolver(async () => addresses);

describe('a name with several addresses', () => {
  it.each([
    { addresses: ['169.254.169.254', '10.1.1.1'], address: '10.1.1.1' },
    { addresses: ['10.1.1.1', '127.0.0.1'], address: '10.1.1.1' },
    { addresses: ['::1', '::ffff:10.1.1.1', '10.2.2.2'], address: '10.1.1.1' },
  ])('is connected at the one that is allowed: $addresses', async ({ addresses, address }) => {
    expect(await resolveTo(...addresses)('other.lan', list, 1)).toEqual({ address });
  });

  it.each([
    '127.0.0.1',
    '::1',
    '::127.0.0.1',
    '::ffff:0:7f00:1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2001:0:7f00:1::1',
    '0.0.0.0',
    '100.100.100.200',
    'fe80::1',
    'fd00:ec2::254',
    'fd00:42::42',
  ])('is refused at %s, also if the name or all networks are allowed', async (address) => {
    const everything = createAllowList({ networks: networks('0.0.0.0/0', '::/0'), names: ['modem.lan'] });
    for (const name of ['modem.lan', 'other.lan']) {
      const resolution = await resolveTo(address)(name, everything, 1);
      expect(resolution).toEqual({ refused: expect.stringContaining(`resolves to ${address}, a`) as string });
    }
  });

  it.each(['127.0.0.1', '169.254.169.254'])('is refused at %s written as IPv6', async (address) => {
    const everything = createAllowList({ networks: networks('0.0.0.0/0', '::/0'), names: ['modem.lan'] });
    expect(await resolveTo(`::ffff:${address}`)('modem.lan', everything, 1)).toEqual({
      refused: expect.stringContaining(`resolves to ${address}, a`) as string,
    });
  });

  it('is refused without an address', async () => {
    expect(await resolveTo()('modem.lan', list, 1)).toHaveProperty('refused');
  });
});

describe('names whose server does not respond', () => {
  it('do not delay the names of the list, and are bounded', async () => {
    const started: string[] = [];
    const resolve = createResolver((name) => {
      started.push(name);
      return name === 'modem.lan' ? Promise.resolve(['10.1.1.1']) : new Promise(() => {});
    });
    const others = Array.from({ length: 1000 }, (_, at) =>
      resolve(at % 2 ? `n${at}.fleet.lan` : `n${at}.example`, list, 0.3),
    );
    expect(await resolve('modem.lan', list, 1)).toEqual({ address: '10.1.1.1' });
    expect(started.filter((name) => name !== 'modem.lan')).toHaveLength(4);
    const resolutions = await Promise.all(others);
    expect(resolutions.filter((resolution) => 'busy' in resolution)).toHaveLength(1000 - 260);
  });

  it('are given up with their clients, and no longer looked up', async () => {
    let started = 0;
    const resolve = createResolver(() => {
      started += 1;
      return new Promise(() => {});
    });
    const clients = new AbortController();
    const waiting = Array.from({ length: 10 }, (_, at) =>
      resolve(`n${at}.fleet.lan`, list, 60, [clients.signal]),
    );
    clients.abort();
    expect((await Promise.all(waiting)).every((resolution) => 'failed' in resolution)).toBe(true);
    expect(started).toBe(4);
  });

  it('are not looked up after the probes that waited for them', async () => {
    const started: (() => void)[] = [];
    const resolve = createResolver(() => new Promise((end) => started.push(() => end([]))));
    const waiting = Array.from({ length: 100 }, (_, at) =>
      resolve(`n${at}.example`, list, at < 50 ? 0.1 : 5),
    );
    await sleep(150);
    for (let at = 0; at < 54; at += 1) {
      started[at]?.();
      await sleep(1);
    }
    await Promise.all(waiting);
    expect(started).toHaveLength(4 + 50);
  });
});
