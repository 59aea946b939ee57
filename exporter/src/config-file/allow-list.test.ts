import { expect, it } from 'vitest';
import { createAllowList } from './allow-list.ts';
import { parseNetwork } from './address.ts';

/** Whether a list with these networks allows an address. */
const allows = (networks: readonly string[], address: string): boolean =>
  createAllowList({ networks: networks.map((text) => parseNetwork(text)!), names: [] }).refusal(address) ===
  undefined;

it.each([
  { networks: ['192.168.0.0/16'], address: '192.168.255.1', allowed: true },
  { networks: ['192.168.0.0/16'], address: '192.169.0.1', allowed: false },
  { networks: ['192.168.1.1'], address: '192.168.1.1', allowed: true },
  { networks: ['192.168.1.1'], address: '192.168.1.2', allowed: false },
  { networks: ['fd00::/8'], address: 'fdff::1', allowed: true },
  { networks: ['fd00::/8'], address: '2001:db8::1', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: '8.8.8.8', allowed: true },
  { networks: ['0.0.0.0/0', '::/0'], address: '2001:db8::1', allowed: true },
  { networks: ['0.0.0.0/0', '::/0'], address: '127.0.0.1', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: '::1', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: '0.0.0.0', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: '169.254.169.254', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: 'fe80::1', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: 'fd00:ec2::254', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: '224.0.0.1', allowed: false },
  { networks: ['0.0.0.0/0', '::/0'], address: '2002:7f00:1::', allowed: false },
  { networks: ['fd00::/8'], address: 'fd00:ec2::254', allowed: false },
  { networks: ['127.0.0.0/8'], address: '127.9.9.9', allowed: true },
  { networks: ['127.1.0.0/16'], address: '127.0.0.1', allowed: false },
  { networks: ['::1'], address: '::1', allowed: true },
  { networks: ['169.254.1.0/24'], address: '169.254.1.9', allowed: true },
  { networks: ['169.254.1.0/24'], address: '169.254.169.254', allowed: false },
  { networks: ['169.254.169.254'], address: '169.254.169.254', allowed: true },
  { networks: [], address: '192.168.1.1', allowed: false },
])('$networks: $address is allowed: $allowed', ({ networks, address, allowed }) => {
  expect(allows(networks, address)).toBe(allowed);
});

it.each([
  { name: 'modem.lan', allowed: true },
  { name: 'modem.lan.example.net', allowed: false },
  { name: 'a.dsl.example.net', allowed: true },
  { name: 'b.a.dsl.example.net', allowed: true },
  { name: 'dsl.example.net', allowed: false },
  { name: 'xdsl.example.net', allowed: false },
])('has the name $name: $allowed', ({ name, allowed }) => {
  const list = createAllowList({ networks: [], names: ['modem.lan', '*.dsl.example.net'] });
  expect(list.hasName(name)).toBe(allowed);
});
