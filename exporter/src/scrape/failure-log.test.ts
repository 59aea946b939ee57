import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { ModemFormatError, ModemHttpStatusError, ModemTimeoutError } from '../../../modem/src/errors.ts';
import { createFailureLog } from './failure-log.ts';
import type { Outcome } from '../../../modem/src/parse.ts';

const good = (...fields: string[]): Outcome => ({
  ok: true,
  parsed: { data: {}, problems: fields.map((field) => new ModemFormatError(field, 'an integer', '--')) },
  seconds: 0,
});
const timeout: Outcome = { ok: false, error: new ModemTimeoutError('modem', 'a response', 1), seconds: 1 };
const status: Outcome = { ok: false, error: new ModemHttpStatusError('modem', 500), seconds: 0 };

/** The messages logged for a sequence of reads. */
function logOf(reads: Partial<Record<CollectorName, Outcome>>[]): string[] {
  const lines: string[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      const { level, collectors, msg, reason, error, errors } = JSON.parse(line.toString()) as Record<
        string,
        string
      >;
      const parts = [level, collectors, msg, reason, error, errors];
      lines.push(parts.filter((part) => part !== undefined).join('; '));
      done();
    },
  });
  const log = createFailureLog(pino({ base: null }, sink));
  for (const read of reads) log(new Map(Object.entries(read) as [CollectorName, Outcome][]));
  return lines;
}

it.each([
  { name: 'nothing while all collectors succeed', outcomes: [good(), good()], lines: [] },
  {
    name: 'a failure once, and the recovery',
    outcomes: [good(), timeout, timeout, timeout, good(), good()],
    lines: [
      '40; xdsl_status; cannot read the modem; timeout; modem: timed out after 1.0 s waiting for a response',
      '30; xdsl_status; reading the modem again',
    ],
  },
  {
    name: 'a change of reason',
    outcomes: [timeout, status, status],
    lines: [
      '40; xdsl_status; cannot read the modem; timeout; modem: timed out after 1.0 s waiting for a response',
      '40; xdsl_status; cannot read the modem; http_status; modem: expected HTTP status 200, found 500 (server error)',
    ],
  },
  {
    name: 'invalid fields once, and again when the set changes',
    outcomes: [good('a'), good('a'), good('a', 'b'), good(), good('a')],
    lines: [
      '40; xdsl_status; ignored invalid values; a: expected an integer, found "--"',
      '40; xdsl_status; ignored invalid values; a: expected an integer, found "--",b: expected an integer, found "--"',
      '40; xdsl_status; ignored invalid values; a: expected an integer, found "--"',
    ],
  },
])('logs $name', ({ outcomes, lines }) => {
  expect(logOf(outcomes.map((outcome) => ({ xdsl_status: outcome })))).toEqual(lines);
});

it('logs a cause that several collectors share once', () => {
  const page = good();
  const shell = { xdslcmd_stats: timeout, uptime: timeout };
  const whole = { xdslcmd_stats: good(), uptime: good() };
  const wait = 'timed out after 1.0 s waiting for a response';
  expect(
    logOf([
      { xdsl_status: page, ...shell },
      { xdsl_status: page, ...shell },
      { xdsl_status: status, ...whole },
    ]),
  ).toEqual([
    `40; xdslcmd_stats,uptime; cannot read the modem; timeout; modem: ${wait}`,
    '40; xdsl_status; cannot read the modem; http_status; modem: expected HTTP status 200, found 500 (server error)',
    '30; xdslcmd_stats,uptime; reading the modem again',
  ]);
});
