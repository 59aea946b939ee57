import { expect, it } from 'vitest';
import { linkForBrowser } from './links.ts';

it.each([
  ['http://localhost:3000/d/x', 'nas.lan', 'http://nas.lan:3000/d/x'],
  ['http://127.0.0.1:8612/', '192.168.1.5', 'http://192.168.1.5:8612/'],
  ['http://[::1]:3000/', '[fd00::5]', 'http://[fd00::5]:3000/'],
  ['http://0.0.0.0:3000/', 'nas.lan', 'http://nas.lan:3000/'],
  ['http://[::]:3000/', 'nas.lan', 'http://nas.lan:3000/'],
  ['http://localhost:3000/', 'localhost', 'http://localhost:3000/'],
  ['http://192.168.1.1/html/', 'nas.lan', 'http://192.168.1.1/html/'],
  ['https://grafana.example.org/line', 'nas.lan', 'https://grafana.example.org/line'],
  ['http://[fe80::1]/', 'nas.lan', 'http://[fe80::1]/'],
  ['http://localhost:3000/', 'no host"><script>', 'http://localhost:3000/'],
])('%s on a page of %s leads to %s', (address, pageHost, link) => {
  expect(linkForBrowser(address, pageHost)).toBe(link);
});

it('has no link for a name of the container network', () => {
  expect(linkForBrowser('http://mock-modem:8080/', 'nas.lan')).toBeUndefined();
});
