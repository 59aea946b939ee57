import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { failureReasons } from '../../modem/src/errors.ts';
import { readFailureCode } from './check.ts';
import { FINDING_CODES } from './codes.ts';

const docs = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

it('documents every code in docs/troubleshooting.md, and no other', () => {
  const [, table = ''] = docs.split('## Codes\n');
  const documented = [...table.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code),
  );
  expect(documented.toSorted()).toEqual([...FINDING_CODES].toSorted());
});

it('has kebab-case codes', () => {
  for (const code of FINDING_CODES) expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
});

it.each(failureReasons)('has a code for a failed read with the reason %s', (reason) => {
  expect(readFailureCode('page', reason)).toMatch(/^page-/);
  expect(readFailureCode('telnet', reason)).toMatch(/^telnet-/);
});
