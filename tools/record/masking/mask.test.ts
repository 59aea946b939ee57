import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RECORDINGS_FOLDER } from '../../../mock-modem/src/mock-modem.ts';
import { loadConfig } from '../../../exporter/src/config.ts';
import { maskHeaders } from './headers.ts';
import { maskRulesFor } from './known-texts.ts';
import { mask } from './mask.ts';
import { maskRules } from './rules.ts';
import { createMaskSummary } from './summary.ts';

describe('personal data', () => {
  it.each([
    ['var ip = "81.2.69.142";', 'var ip = "192.0.2.1";', 'IPv4 address', '81…'],
    [
      'inet addr:10.0.0.138  Bcast:255.255.255.0',
      'inet addr:192.0.2.1  Bcast:255.255.255.0',
      'IPv4 address',
      '10…',
    ],
    ['gw 192.168.1.254.', 'gw 192.0.2.1.', 'IPv4 address', '19…'],
    ['http://192.168.1.1:80/x', 'http://192.0.2.1:80/x', 'IPv4 address', '19…'],
    ['inet6 2a02:8071:b8:1::7f/64', 'inet6 2001:db8::1/64', 'IPv6 address', '2a…'],
    ['"fe80::1cb2:3ff:fe44:5566%br0"', '"2001:db8::1%br0"', 'IPv6 address', 'fe…'],
    ['HWaddr 00:E0:FC:12:34:56', 'HWaddr 02:00:00:00:00:01', 'MAC address', '00…'],
    ['mac 00-e0-fc-12-34-56,', 'mac 02:00:00:00:00:01,', 'MAC address', '00…'],
    ['00e0-fc12-3456', '02:00:00:00:00:01', 'MAC address', '00…'],
    ['"00E0FC123456"', '"02:00:00:00:00:01"', 'MAC address', '00…'],
    ['Serial Number : 2102310ABC6RB1234567', 'Serial Number : SERIAL', 'serial number', '21…'],
    ['var SerialNumber="X1";', 'var SerialNumber="SERIAL";', 'serial number', 'X1…'],
    ['{"sn": "A-77"}', '{"sn": "SERIAL"}', 'serial number', 'A-…'],
    ['"2102310ABC6RB1234567"', '"SERIAL"', 'serial number', '21…'],
    [
      'pppoe jo.bloggs+dsl@isp.example.net up',
      'pppoe user@example.invalid up',
      'e-mail address or dial-in name',
      'jo…',
    ],
    ['PPP Username: 0815-4711', 'PPP Username: user', 'user name', '08…'],
    ["var pppPassword = 'tr0ub4dor';", "var pppPassword = 'password';", 'password', 'tr…'],
    ['HostName = bloggs-pc', 'HostName = host', 'host name', 'bl…'],
    ['SSID: Bloggs', 'SSID: network', 'network name', 'Bl…'],
    ['Line ID: 49/30/17', 'Line ID: LINE', 'line or circuit number', '49…'],
  ])('is masked: %s', (text, masked, kind, hint) => {
    expect(mask(text, maskRules)).toEqual({ text: masked, matches: [{ kind, hint }] });
  });

  it('is counted, and masked text has no further matches', () => {
    const { text, matches } = mask('a@b.de 1.2.3.4 5.6.7.8 user="c@d.de" 00:e0:fc:12:34:56', maskRules);
    expect(text).toBe(
      'user@example.invalid 192.0.2.1 192.0.2.1 user="user@example.invalid" 02:00:00:00:00:01',
    );
    expect(matches).toHaveLength(5);
    expect(mask(text, maskRules)).toEqual({ text, matches: [] });
  });
});

describe('other text', () => {
  it.each([
    'SNR (dB):\t 6.1\t\t 5.9',
    'BusyBox v1.9.1 (2011-03-24 10:12:36 CST)',
    '0.0.0.0 127.0.0.1 255.255.255.0',
    '::1 :: 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff',
    'version 1.2.3.4.5 999.1.1.1',
    'Status: Showtime   Retrain Reason: 8000',
    'Max:\tUpstream rate = 8852 Kbps, Downstream rate = 40780 Kbps',
    'RS: 4294967290 123456789012 1234567890123456',
    'InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig',
    'line number 4, the user is gone',
  ])('is not masked: %s', (text) => {
    expect(mask(text, maskRules)).toEqual({ text, matches: [] });
  });

  const folders = [fileURLToPath(new URL('../../../modem/testdata', import.meta.url)), RECORDINGS_FOLDER];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:asp|txt)$/.test(file))
      .map((file) => join(folder, file)),
  );
  it(`is not masked in the ${files.length} pages and outputs of this project`, () => {
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      expect(mask(readFileSync(file, 'latin1'), maskRules).matches, file).toEqual([]);
    }
  });
});

describe('texts that the recorder knows', () => {
  const config = loadConfig({
    MODEM_URL: 'http://attic.bloggs.lan',
    MODEM_TELNET: '192.168.1.1',
    MODEM_USERNAME: 'bloggs',
    MODEM_PASSWORD: 'p.ss(word',
  });
  const rules = maskRulesFor(config.target, 'joes-laptop');

  it.each([
    ['telnet password', 'echo P.SS(word!', 'echo password!'],
    ['telnet user name', 'bloggs logged in', 'user logged in'],
    ["the modem's name", 'Host attic.bloggs.lan', 'Host modem'],
    ["this machine's name", 'lease JOES-LAPTOP', 'lease host'],
  ])('are masked: %s', (kind, text, masked) => {
    expect(mask(text, rules)).toMatchObject({ text: masked, matches: [{ kind }] });
  });

  it('ignores addresses, parts of words, and default logins', () => {
    expect(mask('192.168.1.1', rules).matches).toMatchObject([{ kind: 'IPv4 address' }]);
    expect(mask('bloggsville p_ss(word', rules).matches).toEqual([]);
    expect(
      mask('admin root Up', maskRulesFor(loadConfig({ MODEM_TELNET: 'm' }).target, 'Up')).matches,
    ).toEqual([]);
  });
});

describe('maskHeaders', () => {
  it('keeps headers about the server and reports the ones it leaves out', () => {
    const raw = [
      ['Content-Type', 'text/html'],
      ['Server', 'httpd on 192.168.1.1'],
      ['Date', 'Sun, 22 Nov 2026 10:00:00 GMT'],
      ['Set-Cookie', 'sid=1234'],
      ['X-Owner', 'Bloggs'],
      ['Connection', 'close'],
      ['Pragma', 'caf\u00E9'],
    ].flat();
    expect(maskHeaders(raw, maskRules)).toEqual({
      headers: { 'Content-Type': 'text/html', Server: 'httpd on 192.0.2.1' },
      matches: [
        { kind: 'IPv4 address', hint: '19…' },
        { kind: 'header Set-Cookie, left out', hint: '' },
        { kind: 'header X-Owner, left out', hint: '' },
        { kind: 'header Pragma, left out', hint: '' },
      ],
    });
  });
});

describe('createMaskSummary', () => {
  it('reports kind, count, place and at most three hints', () => {
    const summary = createMaskSummary();
    expect(summary.lines()).toEqual([]);
    const { matches } = mask('1.2.3.4 5.6.7.8 9.1.1.1 11.1.1.1', maskRules);
    summary.add('the status page', matches);
    summary.add('xdslcmd info --stats', mask('00:e0:fc:12:34:56', maskRules).matches);
    summary.add('the status page', [{ kind: 'header Set-Cookie, left out', hint: '' }]);
    expect(summary.total).toBe(6);
    expect(summary.lines()).toEqual([
      'IPv4 address: 4 times in the status page (1.…, 5.…, 9.…)',
      'MAC address: once in xdslcmd info --stats (00…)',
      'header Set-Cookie, left out: once in the status page',
    ]);
  });
});
