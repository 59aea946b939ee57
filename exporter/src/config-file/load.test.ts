import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder } from '../../../test/support/prober.ts';
import type { FileConfig } from './file-config.ts';
import { checkConfigFile, ConfigFileError, loadConfigFile } from './load.ts';
import { renderConfig } from './masked.ts';

const PASSWORD = { 'home-password': 'open sesame \n' };

function load(text: string): FileConfig {
  using folder = configFolder(text, PASSWORD);
  return loadConfigFile(folder.file);
}

/** The problems of a file, without its directory. */
function problemsOf(text: string, files: Readonly<Record<string, string>> = PASSWORD): string[] {
  using folder = configFolder(text, files);
  try {
    loadConfigFile(folder.file);
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    return error.message.replaceAll(`${path.dirname(folder.file)}/`, '').split('\n');
  }
  return [];
}

const FULL = `
modules:
  default: {}
  full: { telnet: true, commands: [uptime, xdslcmd_stats], timeout: 1m30s, layout: shifted, port: 8080, telnet_port: 2323 }
  shell: { page: false, telnet: true }
auths:
  home: { username: me, password_file: home-password }
  default: { username: admin, password_file: home-password }
targets: [192.168.0.0/16, 'fd00::/8', Modem.LAN., '*.dsl.example.net']
inventory:
  - { name: Home, target: 'http://192.168.1.1/', site: Mill Lane, module: full, auth: home, contract_down_mbit: 80/55, contract_up_mbit: 20 }
  - { name: Garage, target: '[FD00::1]:81' }
`;

describe('a valid file', () => {
  it('has defaults for everything', () => {
    const { modules, auths, inventory, targets } = load('');
    expect([...modules.values()]).toMatchObject([
      { name: 'default', telnet: false, timeoutSeconds: 8, layout: 'auto', port: 80, telnetPort: 23 },
    ]);
    expect(modules.get('default')?.collectors.map(({ name }) => name)).toEqual(['xdsl_status']);
    expect([...auths.values()]).toEqual([{ name: 'default', username: 'admin', password: 'admin' }]);
    expect([inventory, targets]).toEqual([[], []]);
  });

  it('has modules, auths and lines', () => {
    const { modules, auths, inventory, contracts } = load(FULL);
    expect(modules.get('full')).toMatchObject({
      timeoutSeconds: 90,
      layout: 'shifted',
      port: 8080,
      telnetPort: 2323,
    });
    const collectors = [...modules.values()].map((module) => module.collectors.map(({ name }) => name));
    expect(collectors).toEqual([
      ['xdsl_status'],
      ['xdsl_status', 'xdslcmd_stats', 'uptime'],
      ['xdslcmd_stats', 'xdslcmd_pbparams', 'uptime'],
    ]);
    // Only the line end is removed: a password may end in a space.
    expect(auths.get('home')).toMatchObject({ username: 'me', password: 'open sesame ' });
    expect(inventory.map(({ target }) => target)).toEqual([
      { host: '192.168.1.1', port: undefined },
      { host: 'fd00::1', port: 81 },
    ]);
    expect(contracts.get('192.168.1.1:8080')).toEqual({
      downstream: { ordered: 10_000_000, guaranteed: 6_875_000 },
      upstream: { guaranteed: 2_500_000 },
    });
  });

  it('is shown with all defaults and without passwords', () => {
    const shown = renderConfig(load(FULL));
    expect(shown).toContain('password_file: home-password');
    expect(shown).not.toContain('sesame');
    expect(shown).toContain('timeout: 90s');
    expect(renderConfig(load(''))).toContain('password: <secret>');
    // Except for the built-in login, what is shown is a file with the same contents.
    expect(renderConfig(load(shown))).toBe(shown);
  });

  it('is summarised by the check', () => {
    using folder = configFolder(FULL, PASSWORD);
    expect(checkConfigFile(folder.file)).toBe(
      `${folder.file} is valid: modules 3, auths 2, targets 4, inventory 2`,
    );
  });
});

describe('every problem is reported with line and column', () => {
  it.each([
    { what: 'text that is not YAML', text: 'modules: [', problems: [/^hg612\.yml:1:11: Flow sequence/] },
    { what: 'a list', text: '- modules', problems: ['hg612.yml:1:1: expected a mapping, found a list'] },
    {
      what: 'unknown fields',
      text: 'module: {}\nmodules:\n  default:\n    telnett: true\n    timout: 8s\n',
      problems: [
        'hg612.yml:1:1: module: unknown field; did you mean modules?',
        'hg612.yml:4:5: modules.default.telnett: unknown field; did you mean telnet?',
        'hg612.yml:5:5: modules.default.timout: unknown field; did you mean timeout?',
      ],
    },
    {
      what: 'values of modules',
      text: `modules:
  a: { page: yes, port: 0, telnet_port: 70000 }
  b: { timeout: 8, layout: other }
  c: { timeout: 3m }
  d: { telnet: true, commands: [] }
  e: { telnet: true, commands: [reboot] }
  f: { telnet: true, commands: [uptime, uptime] }
  g: { page: false }
  h: { commands: [uptime] }
  "a b": {}
`,
      problems: [
        'hg612.yml:2:14: modules.a.page: expected true or false, found "yes"',
        'hg612.yml:2:25: modules.a.port: expected a port from 1 to 65535, found 0',
        'hg612.yml:2:41: modules.a.telnet_port: expected a port from 1 to 65535, found 70000',
        'hg612.yml:3:17: modules.b.timeout: expected a duration from 500ms to 2m, such as 8s, found 8',
        'hg612.yml:3:28: modules.b.layout: expected auto, documented, shifted, found "other"',
        'hg612.yml:4:17: modules.c.timeout: expected a duration from 500ms to 2m, such as 8s, found "3m"',
        'hg612.yml:5:32: modules.d.commands: expected at least one command, found a list',
        'hg612.yml:6:33: modules.e.commands[0]: expected xdslcmd_stats, xdslcmd_pbparams, uptime, found "reboot"',
        'hg612.yml:7:32: modules.f.commands: expected each command once, found a list',
        'hg612.yml:8:6: modules.g: expected page or telnet to be true, found a mapping',
        'hg612.yml:9:6: modules.h: expected telnet to be true where there are commands, found a mapping',
        'hg612.yml:10:3: modules.a b: expected a name of letters, digits, ".", "_" and "-"',
      ],
    },
    {
      what: 'logins, without quoting a password',
      text: 'auths:\n  a: { username: me, password: hunter2 }\n  b: { username: me, password_file: missing }\n  c: { username: me, password_file: empty }\n  d: { username: me, password_file: . }\n',
      files: { empty: '\n' },
      problems: [
        'hg612.yml:2:6: auths.a.password_file: missing',
        'hg612.yml:2:22: auths.a.password: unknown field; did you mean password_file?',
        'hg612.yml:3:37: auths.b.password_file: cannot read "missing" (no such file)',
        'hg612.yml:4:37: auths.c.password_file: expected a file with one line of text: "empty"',
        'hg612.yml:5:37: auths.d.password_file: cannot read "." (is a directory)',
      ],
    },
    {
      what: 'targets',
      text: 'targets:\n  - 192.168.0.0/33\n  - 192.168.0\n  - http://modem\n  - "*"\n  - a.*.b\n  - fe80::1%eth0\n',
      problems: Array.from(
        ['192.168.0.0/33', '192.168.0', 'http://modem', '*', 'a.*.b', 'fe80::1%eth0'],
        (found, index) =>
          `hg612.yml:${index + 2}:5: targets[${index}]: expected an IP address, a network such as 192.168.0.0/16, or a host name such as modem.lan or *.lan, found ${JSON.stringify(found)}`,
      ),
    },
    {
      what: 'lines',
      text: `inventory:
  - { name: Home, target: 'http://me:secret@192.168.1.1' }
  - { name: Home, target: 192.168.1.2, module: full, auth: me }
  - { name: "", target: 192.168.1.1/x, contract_down_mbit: 55/80, site: "a\\nb" }
  - {}
`,
      problems: [
        'hg612.yml:2:27: inventory[0].target: expected an address without user name and password, found "http://***@192.168.1.1"',
        'hg612.yml:4:13: inventory[2].name: expected a name of at most 64 characters without line breaks, found ""',
        'hg612.yml:4:25: inventory[2].target: expected a host, or a host and a port, without a path, found "192.168.1.1/x"',
        /^hg612\.yml:4:60: inventory\[2\]\.contract_down_mbit: expected Mbit\/s as .*, found "55\/80"$/,
        'hg612.yml:4:73: inventory[2].site: expected a name of at most 64 characters without line breaks, found "a\\nb"',
        'hg612.yml:5:5: inventory[3].name: missing',
        'hg612.yml:5:5: inventory[3].target: missing',
        'hg612.yml:3:48: inventory[1].module: unknown module "full"; did you mean "default"?',
        'hg612.yml:3:60: inventory[1].auth: unknown auth "me"; did you mean "default"?',
        'hg612.yml:3:13: inventory[1].name: "Home" is the name of an earlier line',
      ],
    },
    {
      what: 'lines that read the same modem in the same way',
      text: `inventory:
  - { name: A, target: modem.lan }
  - { name: B, target: 'http://MODEM.lan.:80/' }
`,
      problems: ['hg612.yml:3:24: inventory[1].target: the line "A" has the same target, module and auth'],
    },
    {
      what: 'a login that is missing',
      text: `modules: { default: { telnet: true } }
auths: { home: { username: me, password_file: home-password } }
inventory: [{ name: A, target: modem.lan }]
`,
      problems: ['hg612.yml:3:13: inventory[0].auth: missing, and there is no auth "default"'],
    },
  ])('$what', ({ text, files, problems }) => {
    const found = problemsOf(text, { ...PASSWORD, ...files });
    expect(found.join('\n')).not.toMatch(/hunter2|me:secret/);
    expect(found).toHaveLength(problems.length);
    for (const [index, expected] of problems.entries()) {
      if (typeof expected === 'string') expect(found[index]).toBe(expected);
      else expect(found[index]).toMatch(expected);
    }
  });

  it('a file that does not exist or is too large', () => {
    expect(() => loadConfigFile('/nowhere/hg612.yml')).toThrow(
      '/nowhere/hg612.yml: cannot read the file (no such file)',
    );
    expect(() => loadConfigFile('/')).toThrow('/: cannot read the file (is a directory)');
    expect(problemsOf(`# ${'x'.repeat(1024 * 1024)}`)).toEqual([
      'hg612.yml: cannot read the file (expected at most 1048576 bytes, found 1048578)',
    ]);
  });
});
