import { expect, it } from 'vitest';
import type { Collector } from './collectors/collector.ts';
import { uptime } from './collectors/uptime.ts';
import { ModemTimeoutError } from './errors.ts';
import { parseReply, parseText } from './parse.ts';

it('parses a text, with the duration of the read', () => {
  expect(parseText(uptime, '5041.12 4990.40\n', { seconds: 0.2 })).toEqual({
    ok: true,
    parsed: { data: { deviceUptime: 5041.12 }, problems: [] },
    seconds: 0.2,
  });
});

it('passes a failure on', () => {
  const error = new ModemTimeoutError('modem:23', 'the login prompt', 8);
  expect(parseReply(uptime, { ok: false, error, loggedIn: false, seconds: 8 })).toEqual({
    ok: false,
    error,
    seconds: 8,
  });
});

it('reports a defect of a parser as a failure of that collector', () => {
  const broken: Collector = {
    ...uptime,
    parse: () => {
      throw new TypeError('undefined is not a function');
    },
  };
  expect(parseText(broken, 'x')).toMatchObject({
    ok: false,
    error: {
      reason: 'format',
      message:
        'uptime: expected text that its parser can read, found "TypeError: undefined is not a function"',
    },
  });
});
