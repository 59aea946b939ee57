import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { exporterInFrontOf } from '../support/exporter.ts';
import { startStopwatch } from '../support/stopwatch.ts';

/** Samples of metrics with this prefix. */
const samples = (text: string, prefix: string): string[] =>
  text.split('\n').filter((line) => line.startsWith(prefix));

/** Failure reasons by collector. */
function reasons(text: string): Record<string, string> {
  const failures = samples(text, 'hg612_scrape_collector_failure').map((line) =>
    /collector="(\w+)",reason="(\w+)"\} 1$/.exec(line),
  );
  return Object.fromEntries(failures.map((found) => [found?.[1] ?? '', found?.[2] ?? '']));
}

const all = (reason: string): Record<string, string> => ({
  xdslcmd_stats: reason,
  xdslcmd_pbparams: reason,
  uptime: reason,
});

/** Ample for a session without faults, short for the tests that wait for it. */
const TIMEOUT_SECONDS = 1.5;

describe('/metrics with a telnet fault', () => {
  let mock: MockModem;
  beforeAll(async () => {
    mock = await createMockModem({ recording: 'vdsl2-ginp' });
  });
  afterAll(() => mock.close());

  it.each<{ scenario: string; parameters?: Record<string, unknown>; failing: Record<string, string> }>([
    { scenario: 'telnet-refused', failing: all('connect') },
    { scenario: 'telnet-busy', failing: all('busy') },
    { scenario: 'telnet-bad-password', failing: all('login') },
    { scenario: 'telnet-hang', parameters: { at: 'login' }, failing: all('timeout') },
    { scenario: 'telnet-hang', failing: all('timeout') },
    { scenario: 'telnet-drip', failing: all('timeout') },
    { scenario: 'telnet-cut', failing: all('reset') },
    { scenario: 'telnet-flood', failing: all('too_large') },
  ])('$scenario: reports the reason in time, and keeps gauges of the page but no counters', async (fault) => {
    const { scenario, parameters = {}, failing } = fault;
    await mock.setScenario(scenario, parameters);
    await using exporter = exporterInFrontOf(mock, { timeoutSeconds: TIMEOUT_SECONDS });
    const elapsed = startStopwatch();
    const text = await exporter.metrics();
    expect(elapsed().active).toBeLessThan((TIMEOUT_SECONDS + 1) * 1000);

    expect(reasons(text)).toEqual(failing);
    expect(text).toContain('hg612_scrape_collector_success{collector="xdslcmd_stats"} 0\n');
    expect(text).toContain('hg612_scrape_collector_success{collector="xdsl_status"} 1\n');
    expect(text).toContain('hg612_up 1\n');

    expect(text).toContain('hg612_dsl_up 1\n');
    expect(text).toContain('layout="shifted"} 1\n');
    expect(samples(text, 'hg612_dsl_sync_rate_bytes_per_second')).toEqual([
      'hg612_dsl_sync_rate_bytes_per_second{direction="downstream"} 6483750',
      'hg612_dsl_sync_rate_bytes_per_second{direction="upstream"} 1177625',
    ]);
    expect(text.split('\n').filter((line) => /^hg612_dsl_\w+_total\b/.test(line))).toEqual([]);
    for (const absent of ['hg612_dsl_snr_margin', 'hg612_dsl_band', 'hg612_dsl_ginp', 'hg612_device_uptime'])
      expect(samples(text, absent)).toEqual([]);
    expect(exporter.log).toMatchObject([{ collectors: Object.keys(failing) }]);

    await mock.setScenario('steady');
    const recovered = await exporter.metrics();
    expect(reasons(recovered)).toEqual({});
    expect(recovered).toContain('hg612_dsl_snr_margin_decibels{direction="downstream"} 6.4\n');
  });

  it('shows a common cause once on the page, with advice', async () => {
    await mock.setScenario('telnet-busy');
    await using exporter = exporterInFrontOf(mock);
    const page = await exporter.page();
    expect(page.match(/class="failed"/g)).toHaveLength(1);
    expect(page).toContain(
      '<strong>Line statistics (telnet), Per-band values (telnet), Modem uptime (telnet)</strong> failed (busy)',
    );
    expect(page).toContain('Another client may be logged in');
    expect(page).toContain('<td>51.87 Mbit/s</td><td>9.42 Mbit/s</td>');
  });

  it('tries a wrong password once per scrape, and logs it once', async () => {
    await mock.setScenario('steady');
    mock.resetStats();
    await using exporter = exporterInFrontOf(mock, { password: 'a guess that is wrong' });
    for (let scrape = 1; scrape <= 3; scrape += 1) {
      expect(reasons(await exporter.metrics())).toEqual(all('login'));
      expect(mock.stats().telnet.wrongPasswords).toBe(scrape);
    }
    expect(exporter.log).toHaveLength(1);
    expect(JSON.stringify(exporter.log)).not.toContain('a guess');
  });
});
