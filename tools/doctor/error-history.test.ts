import { describe, expect, it } from 'vitest';
import { describeErrorHistory } from './error-history.ts';

const none = {
  downstream: { crcErrors: 0, erroredSeconds: 0 },
  upstream: { crcErrors: 0, erroredSeconds: 0 },
};

describe('describeErrorHistory', () => {
  it('has a line per period, with the errors of each direction', () => {
    const periods = {
      latestQuarterHour: { seconds: 581, ...none },
      previousQuarterHour: { seconds: 900, ...none, upstream: { crcErrors: 1, erroredSeconds: 1 } },
      latestDay: { seconds: 3 * 3600 + 54 * 60 + 41, ...none },
      previousDay: {
        seconds: 86_400,
        downstream: { crcErrors: 12, erroredSeconds: 3, severelyErroredSeconds: 1, fecErrors: 99 },
        upstream: { crcErrors: 40, erroredSeconds: 39, unavailableSeconds: 70, lossOfSignal: 2 },
      },
    };

    expect(describeErrorHistory(periods, 20 * 3600)).toEqual([
      'latest 15 minutes (9 min): no errors',
      '15 minutes before (15 min): upstream 1 CRC error, 1 errored second',
      'latest day (3 h 54 min): no errors',
      'day before (24 h): the line synchronised; downstream 12 CRC errors, 3 errored seconds, 1 severely errored second; ' +
        'upstream 40 CRC errors, 39 errored seconds, 70 unavailable seconds, 2 losses of signal',
    ]);
  });

  it('names the period of the last sync once per length', () => {
    const periods = { latestQuarterHour: { seconds: 100, ...none }, latestDay: { seconds: 5000, ...none } };

    expect(describeErrorHistory(periods, 4000)).toEqual([
      'latest 15 minutes (1 min): no errors',
      'latest day (1 h 23 min): the line synchronised; no errors',
    ]);
    expect(describeErrorHistory(periods, 40)).toEqual([
      'latest 15 minutes (1 min): the line synchronised; no errors',
      'latest day (1 h 23 min): the line synchronised; no errors',
    ]);
    expect(describeErrorHistory(periods, undefined).join()).not.toContain('synchronised');
  });

  it('says that there were no errors only of what was reported', () => {
    const periods = {
      latestQuarterHour: { seconds: 100, downstream: {}, upstream: {} },
      previousQuarterHour: { seconds: 900, downstream: { fecErrors: 7 }, upstream: { fecErrors: 0 } },
      latestDay: { seconds: 5000, downstream: { crcErrors: 0 }, upstream: {} },
      previousDay: { seconds: 86_400, downstream: {}, upstream: { crcErrors: 2 } },
    };

    expect(describeErrorHistory(periods, 5050)).toEqual([
      'latest 15 minutes (1 min): errors not reported',
      '15 minutes before (15 min): errors not reported',
      'latest day (1 h 23 min): downstream no errors; upstream errors not reported',
      'day before (24 h): the line synchronised; downstream errors not reported; upstream 2 CRC errors',
    ]);
  });

  it('is empty without periods', () => {
    expect(describeErrorHistory({}, 50)).toEqual([]);
  });
});
