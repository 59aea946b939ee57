import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineSnapshotArbitrary } from '../../../test/support/lines/random-lines.ts';
import { renderXdslStatus } from '../../../mock-modem/src/render/page.ts';
import type { LineSnapshot } from '../../../mock-modem/src/render/snapshot.ts';
import { ModemError } from '../errors.ts';
import type { LineStatus } from '../line/status.ts';
import { parseXdslStatus } from './xdsl-status.ts';

const SIDES = ['downstream', 'upstream'] as const;
type Side = (typeof SIDES)[number];

/** uint32 as in the modem; the value that the data model reserves for "no value" is absent. */
const counted = (value: number) => {
  const wrapped = value % 2 ** 32;
  return wrapped === 2 ** 32 - 1 ? undefined : wrapped;
};
const measured = (decibels: number) => (decibels === 0 ? undefined : decibels);
/** Sum of both paths, 32 bits wide as its parts; a second one without a value adds nothing. */
const both = (first: number, second = 0) =>
  counted(first) === undefined ? undefined : ((counted(first) ?? 0) + (counted(second) ?? 0)) % 2 ** 32;

function expectedRates({ bearers: [first, second], attainableRate }: LineSnapshot, side: Side) {
  return {
    syncRate: (first.rate[side] + (second?.rate[side] ?? 0)) * 125,
    attainableRate: attainableRate[side] * 125,
  };
}

function expectedCounters({ bearers: [first, second], periods }: LineSnapshot, side: Side) {
  const { fec, crc } = periods.sinceLink.errors;
  return {
    hecErrors: both(first.counts.hec[side], second?.counts.hec[side]),
    crcErrors: both(crc[side], second?.counts.overheadFrameErrors[side]),
    fecErrors: both(fec[side], second?.counts.rsCorrected[side]),
  };
}

const line = (page: string, layout: 'auto' | 'documented' | 'shifted') =>
  parseXdslStatus(page, layout).data.line as LineStatus;

/** `toEqual` ignores keys that are undefined: absent and undefined are the same to it, 0 is neither. */
describe('parse(render(line)) returns the line', () => {
  it('in the documented layout', () => {
    fc.assert(
      fc.property(lineSnapshotArbitrary({ state: 'showtime' }), (snapshot) => {
        const read = line(renderXdslStatus(snapshot, { layout: 'documented' }), 'documented');
        for (const side of SIDES) {
          expect(read[side]).toEqual({
            gauges: {
              ...expectedRates(snapshot, side),
              snrMargin: snapshot.snrMargin[side] + 0,
              attenuation: measured(snapshot.attenuation[side]),
              transmitPower: snapshot.transmitPower[side] + 0,
            },
            counters: expectedCounters(snapshot, side),
          });
        }
      }),
    );
  });

  it('in the shifted layout, detected automatically, as far as the page has it', () => {
    fc.assert(
      fc.property(lineSnapshotArbitrary({ state: 'showtime', standard: 'vdsl2' }), (snapshot) => {
        const { transmitPower } = snapshot;
        // If all are zero, the pairs show nothing about the layout.
        fc.pre(transmitPower.downstream !== 0 || transmitPower.upstream !== 0);
        const read = line(renderXdslStatus(snapshot, { layout: 'shifted' }), 'auto');
        expect(read.layout).toBe('shifted');
        for (const side of SIDES) {
          expect(read[side]).toEqual({
            gauges: {
              ...expectedRates(snapshot, side),
              attenuation: measured(snapshot.attenuation[side]),
              transmitPower: transmitPower[side] + 0,
            },
            counters: {},
          });
        }
      }),
    );
  });

  it('without values while the line is not up', () => {
    const down = fc.constantFrom('idle', 'handshake', 'started', 'channel-analysis', 'error', 'disabled');
    fc.assert(
      fc.property(
        down.chain((state) => lineSnapshotArbitrary({ state })),
        (snapshot) => {
          const read = line(renderXdslStatus(snapshot, { layout: 'documented' }), 'auto');
          expect(read.state).not.toBe('up');
          for (const side of SIDES) expect(read[side]).toEqual({ gauges: {}, counters: {} });
        },
      ),
    );
  });
});

describe('any text', () => {
  /** @returns the line, or undefined when it was rejected with a typed error */
  function parseOrRefuse(text: string): LineStatus | undefined {
    try {
      return line(text, 'auto');
    } catch (error) {
      if (error instanceof ModemError && (error.reason === 'format' || error.reason === 'login'))
        return undefined;
      throw error;
    }
  }

  const page = lineSnapshotArbitrary().map((snapshot) =>
    renderXdslStatus(snapshot, { layout: 'documented' }),
  );

  it('throws only typed errors for arbitrary text', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.array(fc.constantFrom('new stDsl(', 'new ', '"', '\\', ',', ')', ' ', '\n', 'stStats(', '0'), {
        maxLength: 500,
      }),
    );
    fc.assert(
      fc.property(noise, (text) => {
        parseOrRefuse(Array.isArray(text) ? text.join('') : text);
      }),
    );
  });

  it('rejects a page cut before the end of its counters, and reads one cut later', () => {
    fc.assert(
      fc.property(page, fc.nat(), (text, at) => {
        const cut = text.slice(0, at % text.length);
        const whole = text.indexOf(')', text.indexOf('stStats(')) < cut.length;
        expect(parseOrRefuse(cut)).toEqual(whole ? line(text, 'auto') : undefined);
      }),
    );
  });

  it('throws only typed errors for a page with one character changed', () => {
    fc.assert(
      fc.property(page, fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }), (text, at, change) => {
        const index = at % text.length;
        parseOrRefuse(text.slice(0, index) + change + text.slice(index + 1));
      }),
    );
  });

  it('reads texts that would make a backtracking parser slow', () => {
    const size = 64 * 1024;
    for (const unit of ['new stDsl(', 'new ', 'new stDsl("\\', ' ', '"', 'var DslUpTime =', '<']) {
      const startedAt = performance.now();
      parseOrRefuse(unit.repeat(size / unit.length));
      parseOrRefuse(`new stDsl("${unit.repeat(size / unit.length)}`);
      expect(performance.now() - startedAt, unit).toBeLessThan(5000);
    }
  });
});
