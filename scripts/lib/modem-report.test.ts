import { expect, it } from 'vitest';
import { type Finding, reportOn } from './modem-report.mjs';

const finding = (group: string, name: string, rest: Partial<Finding>): Finding => ({
  group,
  name,
  status: 'ok',
  code: 'ok',
  message: '',
  ...rest,
});

const page = finding('Modem', 'status page', { message: 'read http://modem/' });
const line = finding('Modem', 'line', { message: 'up, 55.0 / 10.0 Mbit/s' });
const receivers = finding('Alertmanager', 'receivers', { message: 'email, ntfy' });

it('shows the line and the receivers', () => {
  expect(reportOn([page, line, receivers])).toEqual({
    rows: [
      ['Line', 'up, 55.0 / 10.0 Mbit/s'],
      ['Notifications', 'email, ntfy'],
    ],
    ok: true,
    isLineKnown: true,
  });
});

it('shows what failed, why and what to do, beside the values of the other source', () => {
  const login = finding('Modem', 'telnet login', {
    status: 'failed',
    code: 'telnet-login',
    message: 'modem:23: login refused',
    advice: 'Check MODEM_PASSWORD.',
  });
  const skipped = finding('Modem', 'line statistics', { status: 'skipped', code: 'skipped' });
  expect(reportOn([page, login, skipped, line])).toEqual({
    rows: [
      ['Line', 'up, 55.0 / 10.0 Mbit/s'],
      ['', 'telnet login: modem:23: login refused'],
      ['', '→ Check MODEM_PASSWORD.'],
    ],
    ok: false,
    isLineKnown: true,
  });
});

it.each<[string, Partial<Finding>]>([
  ['no source can be read', { status: 'note', code: 'line-unknown' }],
  ['a setting is invalid', { status: 'skipped', code: 'skipped' }],
])('does not show a line if %s', (_, rest) => {
  const { rows, ok, isLineKnown } = reportOn([finding('Modem', 'line', rest)]);
  expect(rows).toEqual([['Line', 'unknown: the modem cannot be read']]);
  expect({ ok, isLineKnown }).toEqual({ ok: false, isLineKnown: false });
});

it('is successful for a line that is down, and for a page without SNR margin', () => {
  const down = finding('Modem', 'line', { status: 'note', code: 'line-down', message: 'no signal' });
  const layout = finding('Modem', 'page layout', {
    status: 'note',
    code: 'layout-unknown',
    message: 'unknown',
  });
  expect(reportOn([page, layout, down])).toEqual({
    rows: [['Line', 'no signal']],
    ok: true,
    isLineKnown: true,
  });
  const margin = { ...layout, code: 'margin-unavailable', message: 'no margin', advice: 'Turn on telnet.' };
  expect(reportOn([page, margin, line])).toEqual({
    rows: [
      ['Line', 'up, 55.0 / 10.0 Mbit/s'],
      ['', 'page layout: no margin'],
      ['', '→ Turn on telnet.'],
    ],
    ok: true,
    isLineKnown: true,
  });
});

it('says that there is no receiver, and how to set one', () => {
  const none = { ...receivers, status: 'note' as const, message: 'none', advice: 'Set one.' };
  const { rows, ok } = reportOn([page, line, none]);
  expect(rows.slice(1)).toEqual([
    ['Notifications', 'none'],
    ['', '→ Set one.'],
  ]);
  expect(ok).toBe(true);
});
