import { ModemFormatError } from '../errors.ts';
import { isWithin, type Range, rangeText } from '../line/ranges.ts';

/** The data model's "no value". The firmware also leaves the string empty. */
const NO_VALUE = 0xff_ff_ff_ff;

type Slot = number | 'no value' | 'unreadable';

/** Reads the page's numbers. `undefined` is "no value", or a number that cannot be read (which is a problem). */
export interface NumberReader {
  /** A number that is never negative. */
  count(field: string, raw: string | undefined): number | undefined;
  /** 0.1 dB or 0.1 dBm → dB or dBm. May be negative: as a decimal, or as the uint32 of one. */
  tenths(field: string, raw: string | undefined): number | undefined;
  /** A number of each path, never negative. A second path with "no value" is left out; without the first there are none. */
  perPath(field: string, raws: readonly (string | undefined)[]): readonly number[] | undefined;
  /**
   * The value, or `undefined` (which is a problem) outside the range.
   *
   * @param range in base units
   * @param perUnit how many of the page's units make a base unit
   */
  inRange(field: string, range: Range, value: number, perUnit: number): number | undefined;
}

/** @param problems receives each number that cannot be read; its value is left out */
export function numberReader(problems: ModemFormatError[]): NumberReader {
  function integer(field: string, raw: string | undefined, minimum: number): Slot {
    if (raw === undefined || raw === '') return 'no value';
    const value = Number(raw);
    if (!/^-?\d{1,10}$/.test(raw) || value < minimum || value > NO_VALUE) {
      problems.push(new ModemFormatError(field, minimum < 0 ? 'an integer' : 'an integer, 0 or more', raw));
      return 'unreadable';
    }
    return value === NO_VALUE ? 'no value' : value;
  }
  return {
    count: (field, raw) => known(integer(field, raw, 0)),
    tenths: (field, raw) => {
      const value = known(integer(field, raw, -(2 ** 31)));
      // `| 0` reads the uint32 as the int32 that it was.
      return value === undefined ? undefined : (value | 0) / 10;
    },
    perPath: (field, raws) => {
      const slots = raws.map((raw) => integer(field, raw, 0));
      if (slots.includes('unreadable') || slots[0] === 'no value') return undefined;
      return slots.filter((slot) => typeof slot === 'number');
    },
    inRange: (field, range, value, perUnit) => {
      if (isWithin(value, range)) return value;
      problems.push(
        new ModemFormatError(field, rangeText(range, perUnit), String(Math.round(value * perUnit))),
      );
      return undefined;
    },
  };
}

const known = (slot: Slot): number | undefined => (typeof slot === 'number' ? slot : undefined);
