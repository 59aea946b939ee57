import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { CollectorName } from './collectors/collector.ts';
import { ModemFormatError, ModemHttpStatusError, ModemTimeoutError } from './errors.ts';
import { createFailureLog } from './failure-log.ts';
import type { Outcome } from './modem/modem.ts';

const good = (...fields: string[]): Outcome => ({
  ok: true,
  parsed: { told: {}, problems: fields.map((field) => new ModemFormatError(field, 'an integer', '--')) },
  seconds: 0,
});
const timeout: Outcome = { ok: false, error: new ModemTimeoutError('modem', 'an answer', 1), seconds: 1 };
const status: Outcome = { ok: false, error: new ModemHttpStatusError('modem', 500), seconds: 0 };

/** The messages logged over a number of reads of the page. */
function logOf(outcomes: Outcome[]): string[] {
  const lines: string[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      const { level, msg, reason, error, errors } = JSON.parse(line.toString()) as Record<string, string>;
      lines.push([level, msg, reason, error, errors].filter((part) => part !== undefined).join('; '));
      done();
    },
  });
  const log = createFailureLog(pino({ base: null }, sink));
  for (const outcome of outcomes) log(new Map<CollectorName, Outcome>([['xdsl_status', outcome]]));
  return lines;
}

it.each([
  { name: 'nothing of what works', outcomes: [good(), good()], lines: [] },
  {
    name: 'a failure once, and its end',
    outcomes: [good(), timeout, timeout, timeout, good(), good()],
    lines: [
      '40; cannot read the modem; timeout; modem: expected an answer within 1.0 s, it did not come',
      '30; can read the modem again',
    ],
  },
  {
    name: 'a change of reason',
    outcomes: [timeout, status, status],
    lines: [
      '40; cannot read the modem; timeout; modem: expected an answer within 1.0 s, it did not come',
      '40; cannot read the modem; http_status; modem: expected HTTP status 200, found 500',
    ],
  },
  {
    name: 'unreadable fields once, and again when others join',
    outcomes: [good('a'), good('a'), good('a', 'b'), good(), good('a')],
    lines: [
      '40; left out values that cannot be read; a: expected an integer, found "--"',
      '40; left out values that cannot be read; a: expected an integer, found "--",b: expected an integer, found "--"',
      '40; left out values that cannot be read; a: expected an integer, found "--"',
    ],
  },
])('tells $name', ({ outcomes, lines }) => {
  expect(logOf(outcomes)).toEqual(lines);
});
