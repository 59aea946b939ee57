import { expect, it } from 'vitest';
import { causesIn } from './log.ts';

// Lines of Alertmanager 0.33.1, shortened.
const group = (run: string) => String.raw`aggrGroup="{}/{}:{alertname=\"HG612TestMessage\", run=\"${run}\"}"`;
const retried = (run: string, receiver: string, error: string) =>
  `time=2026-11-26T01:51:26.783Z level=WARN msg="Notify attempt failed, will retry later" receiver=${receiver} integration=webhook[0] ${group(run)} attempts=1 err="${error}"`;
const givenUp = (run: string, error: string) =>
  `time=2026-11-26T01:51:36.782Z level=ERROR msg="Notify for alerts failed" ${group(run)} num_alerts=1 err="${error}"`;

it.each([
  {
    name: 'a refused connection',
    line: retried(
      'r1',
      'webhook',
      String.raw`Post \"<redacted>\": dial tcp 172.17.0.1:1: connect: connection refused`,
    ),
    causes: { webhook: 'dial tcp 172.17.0.1:1: connect: connection refused' },
  },
  {
    name: 'an unknown host, after the last attempt',
    line: givenUp(
      'r1',
      String.raw`ntfy/webhook[0]: notify retry canceled after 7 attempts: Post \"<redacted>\": dial tcp: lookup x.invalid on 127.0.0.11:53: no such host`,
    ),
    causes: { ntfy: 'dial tcp: lookup x.invalid on 127.0.0.11:53: no such host' },
  },
  {
    name: 'a rejected request',
    line: givenUp(
      'r1',
      String.raw`slack/slack[0]: notify retry canceled due to unrecoverable error after 1 attempts: channel \"\": unexpected status code 404: Not Found`,
    ),
    causes: { slack: 'unexpected status code 404: Not Found' },
  },
  {
    name: 'a mail server',
    line: retried(
      'r1',
      'email',
      'establish connection to server: dial tcp 172.17.0.1:2: connect: connection refused',
    ),
    causes: { email: 'establish connection to server: dial tcp 172.17.0.1:2: connect: connection refused' },
  },
  { name: 'another alert', line: retried('r2', 'email', 'x'), causes: {} },
  { name: 'no error', line: `time=… level=INFO msg="Listening" ${group('r1')}`, causes: {} },
])('$name', ({ line, causes }) => {
  expect(Object.fromEntries(causesIn(`${line}\n`, 'r1'))).toEqual(causes);
});

it('keeps the last error of a receiver', () => {
  const log = [retried('r1', 'ntfy', 'first'), retried('r1', 'ntfy', 'last')].join('\n');
  expect(causesIn(log, 'r1').get('ntfy')).toBe('last');
});
