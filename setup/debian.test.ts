import { describe, expect, it } from 'vitest';

import { mainArchive, parseDeb822Sources, parseOneLineSources } from './debian.mjs';

describe('parseOneLineSources', () => {
  it('reads archives with and without options, and passes over comments and sources', () => {
    const text = [
      '# deb http://off.example/debian bookworm main',
      'deb http://mirror.example/debian bookworm main contrib # ours',
      'deb-src http://mirror.example/debian bookworm main',
      'deb [arch=amd64 signed-by=/keys/x.gpg] https://x.example/apt stable main',
    ].join('\n');
    expect(parseOneLineSources(text)).toEqual([
      { uri: 'http://mirror.example/debian', suites: ['bookworm'], components: ['main', 'contrib'] },
      { uri: 'https://x.example/apt', suites: ['stable'], components: ['main'], signedBy: '/keys/x.gpg' },
    ]);
  });
});

describe('parseDeb822Sources', () => {
  it('reads stanzas, and passes over disabled ones and embedded keys', () => {
    const text = [
      'Types: deb deb-src',
      '# a remark in between',
      'URIs: http://mirror.example/debian http://second.example/debian',
      'Suites: bookworm bookworm-updates',
      'Components: main',
      'Signed-By: /usr/share/keyrings/k.gpg',
      '',
      'Enabled: no',
      'Types: deb',
      'URIs: http://off.example/debian',
      'Suites: bookworm',
      'Components: main',
      '',
      'Types: deb',
      'URIs: http://vendor.example/apt',
      'Suites: nodistro',
      'Components: main',
      'Signed-By:',
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' mQINB',
    ].join('\n');
    expect(parseDeb822Sources(text)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main'],
        signedBy: '/usr/share/keyrings/k.gpg',
      },
      { uri: 'http://vendor.example/apt', suites: ['nodistro'], components: ['main'] },
    ]);
  });
});

describe('mainArchive', () => {
  const vendor = { uri: 'http://vendor.example', suites: ['stable'], components: ['main'] };
  const security = { uri: 'http://security.example', suites: ['bookworm-security'], components: ['main'] };
  const mirror = {
    uri: 'http://mirror.example',
    suites: ['bookworm', 'bookworm-updates'],
    components: ['main'],
  };

  it("is the one with this release's own suite", () => {
    expect(mainArchive([vendor, security, mirror], 'bookworm')).toBe(mirror);
  });

  it('may not be there', () => {
    expect(mainArchive([vendor, security], 'bookworm')).toBeUndefined();
  });
});
