import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ModemFormatError } from './errors.ts';

it('an error is printable and bounded for any text of a modem', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      expect(new ModemFormatError(text, text, text).message).toMatch(/^\P{C}{1,501}$/u);
    }),
  );
});
