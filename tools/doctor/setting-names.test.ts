import { expect, it } from 'vitest';
import { namesIn, unknownNames } from './setting-names.ts';

it('finds the names in .env.example and in a compose file', () => {
  const text =
    '# Text with NAME=value.\n#MODEM_URL=http://x\nLOG_LEVEL=info\n  image: ${A_IMAGE:-b}\n  RECORDING:\n';
  expect(namesIn(text)).toEqual(['MODEM_URL', 'LOG_LEVEL', 'A_IMAGE']);
});

it('finds unknown names, except those of Docker', () => {
  const known = ['MODEM_URL', 'MODEM_TELNET', 'BIND_ADDRESS'];
  const used = ['MODEM_URL', 'MODEM_TELNETT', 'TRAEFIK_HOST', 'COMPOSE_PROJECT_NAME'];
  expect(unknownNames({ used, known })).toEqual(['MODEM_TELNETT', 'TRAEFIK_HOST']);
});
