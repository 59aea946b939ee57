import * as fc from 'fast-check';
import { isIP } from 'node:net';
import { expect, it } from 'vitest';
import { createAllowList } from './allow-list.ts';
import { specialRangeOf } from './address.ts';
import { parseProbeTarget, targetText } from './target.ts';

/** Texts that resemble targets. */
const pieces = fc.constantFrom(
  'http://',
  'HTTP://',
  '[',
  ']',
  ':',
  '/',
  '@',
  '.',
  '::',
  '%',
  '80',
  '127',
  '0x7f',
  'modem',
  'lan',
  '169.254',
  '[::ffff:1.2.3.4]',
  '１２７',
  '?',
  '#',
  '\n',
  ' ',
);
const targets = fc.oneof(
  fc.string(),
  fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6().map((address) => `[${address}]:8080`),
  fc.domain(),
  fc.webAuthority(),
);

it('accepts only what has one canonical form, and never throws', () => {
  fc.assert(
    fc.property(targets, (text) => {
      const parsed = parseProbeTarget(text);
      if ('expected' in parsed) {
        expect(parsed.expected).not.toBe('');
        return;
      }
      expect(parseProbeTarget(targetText(parsed.value))).toEqual(parsed);
      expect(parsed.value.host).toBe(parsed.value.host.toLowerCase());
      expect(parsed.value.host).not.toMatch(/[\s/@?#[\]%]|\.$/);
    }),
  );
});

it('gives no special address a form that a list of all networks allows', () => {
  const networks = ['0.0.0.0', '::'].map((address) => ({ address, prefix: 0 }));
  const everything = createAllowList({ networks, names: [] });
  fc.assert(
    fc.property(targets, (text) => {
      const parsed = parseProbeTarget(text);
      if ('expected' in parsed || isIP(parsed.value.host) === 0) return;
      const { host } = parsed.value;
      expect(everything.refusal(host) === undefined).toBe(specialRangeOf(host) === undefined);
    }),
  );
});
