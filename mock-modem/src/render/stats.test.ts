import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineSnapshotArbitrary } from '../../../test/support/lines/random-lines.ts';
import { renderPbParams } from './pb-params.ts';
import { renderProcUptime } from './proc-uptime.ts';
import { adslLine, ginpLine, olderLine } from '../../../test/support/lines/sample-lines.ts';
import { renderShow, renderState, renderStats } from './stats.ts';

/** Texts that were checked line by line against the formats; one file per rendering, with tabs. */
const golden: Readonly<Record<string, () => string>> = {
  'stats.vdsl2-ginp.newer.txt': () => renderStats(ginpLine, { driver: 'newer' }),
  'stats.vdsl2-ginp.newer.spaces.txt': () => renderStats(ginpLine, { driver: 'newer', spacing: 'spaces' }),
  'stats.vdsl2.older.txt': () => renderStats(olderLine(), { driver: 'older' }),
  'stats.adsl2plus.newer.txt': () => renderStats(adslLine(), { driver: 'newer' }),
  'pbparams.vdsl2-ginp.newer.txt': () => renderPbParams(ginpLine, { driver: 'newer' }),
  'pbparams.vdsl2.older.txt': () => renderPbParams(olderLine(), { driver: 'older' }),
};

describe('golden texts', () => {
  it.each(Object.entries(golden))('%s', async (name, render) => {
    await expect(render()).toMatchFileSnapshot(`testdata/${name}`);
  });

  it('have no unused file', () => {
    expect(readdirSync(new URL('testdata', import.meta.url)).toSorted()).toEqual(
      Object.keys(golden).toSorted(),
    );
  });
});

describe('renderStats', () => {
  it.each([
    ['idle', 'vdsl2', 'Idle'],
    ['handshake', 'vdsl2', 'G.994 Training'],
    ['started', 'vdsl2', 'G.993 Started'],
    ['channel-analysis', 'vdsl2', 'G.993 Channel Analysis'],
    ['message-exchange', 'vdsl2', 'G.993 Message Exchange'],
    ['handshake', 'adsl2plus', 'G.994 Training'],
    ['started', 'adsl2plus', 'G.992 Started'],
    ['channel-analysis', 'adsl2plus', 'G.992 Channel Analysis'],
    ['message-exchange', 'adsl2plus', 'G.992 Message Exchange'],
  ] as const)(
    'out of showtime (%s, %s) prints `Status: %s` and only the header',
    (state, standard, status) => {
      const line = { ...(standard === 'vdsl2' ? ginpLine : adslLine()), state };

      expect(renderStats(line, { driver: 'newer' })).toBe(
        'xdslcmd: ADSL driver and PHY status\n' +
          `Status: ${status}\n` +
          'Retrain Reason:\t8001\n' +
          'Last initialization procedure status:\t0\n',
      );
      expect(renderStats(line, { driver: 'older' })).toBe(
        `xdslcmd: ADSL driver and PHY status\nStatus: ${status}\nRetrain Reason:\t8001\n`,
      );
      expect(renderShow(line, { driver: 'newer' })).toBe(renderStats(line, { driver: 'newer' }));
      expect(renderPbParams(line, { driver: 'newer' })).toBe(renderStats(line, { driver: 'newer' }));
    },
  );

  it('starts with --state, and --show omits the error tables', () => {
    const style = { driver: 'newer' } as const;
    const stats = renderStats(ginpLine, style);

    expect(renderState(ginpLine, style).split('\n').at(-2)).toBe(
      'Bearer:\t1, Upstream rate = 0 Kbps, Downstream rate = 0 Kbps',
    );
    expect(stats.startsWith(renderState(ginpLine, style))).toBe(true);
    expect(stats.startsWith(renderShow(ginpLine, style))).toBe(true);
    expect(stats.slice(renderShow(ginpLine, style).length)).toMatch(/^Total time = /);
  });

  it('has the same columns with spaces as with tabs', () => {
    fc.assert(
      fc.property(
        lineSnapshotArbitrary(),
        fc.constantFrom('newer' as const, 'older' as const),
        (line, driver) => {
          const words = (text: string): string[] => text.split(/[\s]+/);
          const spaces = renderStats(line, { driver, spacing: 'spaces' });

          expect(spaces).not.toContain('\t');
          expect(words(spaces)).toEqual(words(renderStats(line, { driver })));
        },
      ),
    );
  });

  it('prints no number above uint32', () => {
    fc.assert(
      fc.property(lineSnapshotArbitrary({ state: 'showtime' }), (line) => {
        const numbers = renderStats(line, { driver: 'newer' }).match(/-?\d+(\.\d+)?/g) ?? [];

        expect(numbers.map(Number).filter((value) => value >= 2 ** 32 || value < -30)).toEqual([]);
      }),
    );
  });
});

describe('renderPbParams', () => {
  it('prints no bands for ADSL', () => {
    expect(renderPbParams(adslLine(), { driver: 'newer' }).split('\n').slice(-2)).toEqual([
      'Currently not in VDSL modulation',
      '',
    ]);
  });
});

describe('renderProcUptime', () => {
  it('prints two decimals', () => {
    expect(renderProcUptime({ ...ginpLine, deviceUptime: 61, idleSeconds: 52.5 })).toBe('61.00 52.50\n');
  });
});
