import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandCollector } from '../../modem/src/collectors/collector.ts';
import { parseUptime } from '../../modem/src/collectors/uptime.ts';
import { parseXdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import { xdslcmdBits } from '../../modem/src/collectors/xdslcmd-bits.ts';
import { xdslcmdHlog } from '../../modem/src/collectors/xdslcmd-hlog.ts';
import { parsePbParams } from '../../modem/src/collectors/xdslcmd-pbparams.ts';
import { errorPeriodNames, parseErrorPeriods } from '../../modem/src/collectors/xdslcmd-periods.ts';
import { xdslcmdQln } from '../../modem/src/collectors/xdslcmd-qln.ts';
import { xdslcmdSnr } from '../../modem/src/collectors/xdslcmd-snr.ts';
import { parseStats } from '../../modem/src/collectors/xdslcmd-stats.ts';
import type { LineStatus } from '../../modem/src/line/status.ts';
import { lineSnapshotArbitrary, tonesArbitrary } from '../support/lines/random-lines.ts';
import type { Driver } from '../../mock-modem/src/render/header.ts';
import { renderPbParams } from '../../mock-modem/src/render/pb-params.ts';
import { bandNames } from '../../mock-modem/src/render/snapshot.ts';
import type {
  Bearer,
  LineSnapshot,
  PerDirection,
  TrainingState,
} from '../../mock-modem/src/render/snapshot.ts';
import type { Tones, TonesSnapshot } from '../../mock-modem/src/render/snapshot.ts';
import { standardNames } from '../../mock-modem/src/render/states.ts';
import { renderStats } from '../../mock-modem/src/render/stats.ts';
import { renderBits, renderHlog, renderQln, renderSnr } from '../../mock-modem/src/render/tones.ts';
import { lineKind } from '../../mock-modem/src/simulator/line-kinds/index.ts';
import { lineKindNames } from '../../mock-modem/src/simulator/line-kinds/kind.ts';
import { lineScenarioNames } from '../../mock-modem/src/simulator/line-scenarios/index.ts';
import { simulatedSource } from '../../mock-modem/src/simulator/source.ts';

/** The exported state of each training state. How the shell prints the other states is not known. */
const states = {
  idle: 'no_signal',
  handshake: 'initializing',
  started: 'initializing',
  'channel-analysis': 'establishing_link',
  'message-exchange': 'establishing_link',
  showtime: 'up',
} as const satisfies Partial<Record<TrainingState, LineStatus['state']>>;
const knownStates = Object.keys(states) as (keyof typeof states)[];
const isKnown = (state: TrainingState): state is keyof typeof states => state in states;

const uint32 = (count: number): number => count % 2 ** 32;
/** dB and dBm are printed with one decimal; a result of −0 is 0. */
const oneDecimal = (value: number): number => Math.round(value * 10) / 10 + 0;

/** Expected values of one direction of a line in showtime, derived from the snapshot and not from rendered text. */
function sideOf(line: LineSnapshot, driver: Driver, side: keyof PerDirection): LineStatus['downstream'] {
  const [first, second] = line.bearers;
  const { ginp } = line;
  const total = line.periods.total.errors;
  const sum = (of: (bearer: Bearer) => number): number =>
    of(first) + (driver === 'newer' && second !== undefined ? of(second) : 0);
  const delay = first.protection.delay[side];
  const attenuation = oneDecimal(line.attenuation[side]);
  const retransmits = driver === 'newer' && ginp !== undefined;
  const ginpActive = first.framing.ginpFraming[side] !== 0;
  return {
    gauges: {
      syncRate: 125 * sum(({ rate }) => rate[side]),
      attainableRate: 125 * line.attainableRate[side],
      snrMargin: oneDecimal(line.snrMargin[side]),
      ...(attenuation === 0 ? {} : { attenuation }),
      transmitPower: oneDecimal(line.transmitPower[side]),
      impulseNoiseProtection: first.protection.inp[side],
      interleaverDelay: (driver === 'newer' ? Math.round(delay) : Math.round(delay * 100) / 100) / 1000,
      interleaverDepth: first.framing.d[side],
      ...(retransmits
        ? { ginpActive, ...(ginpActive ? { ginpMinThroughput: 125 * ginp.minThroughput[side] } : {}) }
        : {}),
    },
    counters: {
      fecErrors: uint32(total.fec[side]),
      crcErrors: uint32(total.crc[side]),
      // A counter of 32 bits, as those of the bearers.
      hecErrors: uint32(sum(({ counts }) => counts.hec[side])),
      erroredSeconds: uint32(total.es[side]),
      severelyErroredSeconds: uint32(total.ses[side]),
      unavailableSeconds: uint32(total.uas[side]),
      lossOfSignal: uint32(total.los[side]),
      lossOfFrame: uint32(total.lof[side]),
      ...(driver === 'newer' ? { lossOfMargin: uint32(total.lom[side]) } : {}),
      bitswaps: uint32(line.bitswaps.done[side]),
      ...(retransmits
        ? {
            ginpRetransmitted: uint32(ginp.retransmitted[side]),
            ginpCorrected: uint32(ginp.corrected[side]),
            ginpUncorrected: uint32(ginp.uncorrected[side]),
            ginpLowThroughputSeconds: uint32(ginp.lowThroughputSeconds[side]),
          }
        : {}),
    },
  };
}

function statusOf(line: LineSnapshot, driver: Driver): LineStatus {
  const empty = { gauges: {}, counters: {} };
  const common = {
    state: isKnown(line.state) ? states[line.state] : ('unknown' as const),
    layout: 'telnet' as const,
    retrainReasonCode: line.retrainReason,
  };
  if (line.state !== 'showtime') return { ...common, info: {}, downstream: empty, upstream: empty };
  return {
    ...common,
    info: {
      modulation: standardNames[line.standard].shell,
      annex: line.annex,
      ...(line.profile === undefined ? {} : { vdsl2Profile: line.profile }),
      tpsTc: line.tpsTc,
    },
    uptime: line.periods.sinceLink.seconds,
    downstream: sideOf(line, driver, 'downstream'),
    upstream: sideOf(line, driver, 'upstream'),
  };
}

function bandsOf({ state, bands }: LineSnapshot): object {
  if (state !== 'showtime' || bands === undefined) return {};
  const measured = bandNames.filter((name) => Object.keys(bands.bands[name]).length > 0);
  return Object.fromEntries(measured.map((name) => [name, bands.bands[name]]));
}

/** The periods of the driver, without those that have not passed yet. */
function periodsOf({ state, periods }: LineSnapshot, driver: Driver): object {
  if (state !== 'showtime') return {};
  const read = errorPeriodNames.flatMap((name) => {
    const { seconds, errors } = periods[name];
    const whole = Math.floor(seconds);
    if (whole === 0 && name.startsWith('previous')) return [];
    const errorsOf = (side: keyof PerDirection): object => ({
      fecErrors: uint32(errors.fec[side]),
      crcErrors: uint32(errors.crc[side]),
      erroredSeconds: uint32(errors.es[side]),
      severelyErroredSeconds: uint32(errors.ses[side]),
      unavailableSeconds: uint32(errors.uas[side]),
      lossOfSignal: uint32(errors.los[side]),
      lossOfFrame: uint32(errors.lof[side]),
      ...(driver === 'newer' ? { lossOfMargin: uint32(errors.lom[side]) } : {}),
    });
    return [[name, { seconds: whole, downstream: errorsOf('downstream'), upstream: errorsOf('upstream') }]];
  });
  return Object.fromEntries(read);
}

/** The band plan that the tables per tone go with, as `--pbParams` prints it. */
function bandPlanOf({ state, bands }: LineSnapshot): object | undefined {
  if (state !== 'showtime' || bands === undefined) return undefined;
  const ranges = (tones: readonly Tones[]): object[] => tones.map(([first, last]) => ({ first, last }));
  return { upstream: ranges(bands.medley.upstream), downstream: ranges(bands.medley.downstream) };
}

/** Parses the outputs and compares the result with the line. */
function expectReadAs(line: LineSnapshot, driver: Driver, stats: string, pbParams: string): void {
  const { data, problems } = parseStats(stats);
  expect(problems).toEqual([]);
  expect(data.line).toEqual(statusOf(line, driver));
  expect(parseErrorPeriods(stats)).toEqual({ periods: periodsOf(line, driver), problems: [] });
  const read = parsePbParams(pbParams);
  expect(read.problems).toEqual([]);
  expect(read.data.bands).toEqual(bandsOf(line));
}

/** The tables per tone, the collector of each, and its renderer. */
const toneTables = [
  { table: 'bits', collector: xdslcmdBits, render: renderBits },
  { table: 'snr', collector: xdslcmdSnr, render: renderSnr },
  { table: 'qln', collector: xdslcmdQln, render: renderQln },
  { table: 'hlog', collector: xdslcmdHlog, render: renderHlog },
] as const;

/** Parses the output of a table per tone and compares the result with the line. */
function expectTonesReadAs(
  { state, tones }: LineSnapshot,
  table: keyof TonesSnapshot,
  collector: CommandCollector,
  output: string,
): void {
  const { data, problems } = collector.parse(output);
  expect(problems).toEqual([]);
  expect(data.tones).toEqual({
    state: isKnown(state) ? states[state] : 'unknown',
    ...(state === 'showtime' ? { [table]: tones?.[table] } : {}),
  });
}

describe('the parsers return the values of the rendered line', () => {
  it('for any line, both drivers, tabs and spaces', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...knownStates).chain((state) => lineSnapshotArbitrary({ state })),
        fc.constantFrom('newer' as const, 'older' as const),
        fc.constantFrom('tabs' as const, 'spaces' as const),
        (line, driver, spacing) => {
          const style = { driver, spacing };
          expectReadAs(line, driver, renderStats(line, style), renderPbParams(line, style));
        },
      ),
    );
  });

  it('for any tables per tone, both drivers, tabs and spaces', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...knownStates).chain((state) => lineSnapshotArbitrary({ state })),
        tonesArbitrary,
        fc.constantFrom('newer' as const, 'older' as const),
        fc.constantFrom('tabs' as const, 'spaces' as const),
        (snapshot, tones, driver, spacing) => {
          const line = { ...snapshot, tones };
          for (const { table, collector, render } of toneTables) {
            expectTonesReadAs(line, table, collector, render(line, { driver, spacing }));
          }
        },
      ),
    );
  });

  it('for simulated lines in all scenarios, and page and shell agree', () => {
    const anyMoment = fc.record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      kind: fc.constantFrom(...lineKindNames),
      scenario: fc.constantFrom(...lineScenarioNames),
      startedAt: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
      step: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(anyMoment, ({ seed, kind, scenario, startedAt, step }) => {
        const source = simulatedSource({ seed, line: kind, scenario, startedAt });
        const { driver } = lineKind(kind);
        for (let second = 0; second < 12 * step; second += step) {
          const line = source.snapshotAt(second);
          const { page, telnet } = source.answersAt(second);
          expectReadAs(
            line,
            driver,
            telnet['xdslcmd info --stats'] ?? '',
            telnet['xdslcmd info --pbParams'] ?? '',
          );
          expect(parseUptime(telnet['cat /proc/uptime'] ?? '').data.deviceUptime).toBeCloseTo(
            line.deviceUptime,
            2,
          );

          const byPage = parseXdslStatus(page.body.toString(), 'auto').data.line;
          const byShell = statusOf(line, driver);
          expect(byPage?.state).toBe(byShell.state);
          const layout = kind === 'adsl2plus' ? 'documented' : 'shifted';
          if (line.state === 'showtime') expect(byPage?.layout).toBe(layout);
          expect(byShell.downstream.gauges).toMatchObject(byPage?.downstream.gauges ?? {});
          expect(byShell.upstream.gauges).toMatchObject(byPage?.upstream.gauges ?? {});
        }
        const last = 12 * step;
        const line = source.snapshotAt(last);
        const { telnet } = source.answersAt(last);
        for (const { table, collector } of toneTables) {
          expectTonesReadAs(line, table, collector, telnet[collector.source.command] ?? '');
        }
        const { bandPlan } = parsePbParams(telnet['xdslcmd info --pbParams'] ?? '').data;
        expect(bandPlan).toEqual(bandPlanOf(line));
      }),
    );
  });
});
