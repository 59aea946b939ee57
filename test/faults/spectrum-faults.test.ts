import { expect, it } from 'vitest';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { parseSpectrumDocument } from '../../modem/src/spectrum-document.ts';
import { exporterInFrontOf } from '../support/exporter.ts';

const TABLES = ['xdslcmd_bits', 'xdslcmd_snr', 'xdslcmd_qln', 'xdslcmd_hlog'] as const;

it.each([
  { fault: 'truncated', message: /expected (?:a complete table of .*|tone \d+ and its value), found "\d+/ },
  { fault: 'unordered', message: /expected tone \d+ and its value, found "\d+/ },
  { fault: 'repeated', message: /expected tone \d+ and its value, found "\d+/ },
  { fault: 'too-many', message: /expected at most 4096 tones, found "4096/ },
  { fault: 'unknown', message: /expected a table that begins with "Tone number", found "xdslcmd: / },
])(
  'tables that are $fault are rejected as a whole, and the line is read as before',
  async ({ fault, message }) => {
    await using mock = await createMockModem();
    await using exporter = exporterInFrontOf(mock);
    await mock.setScenario('telnet-tones', { fault });
    const { text } = await exporter.agent.get('/spectrum.json').expect(503);
    const { tones, problems } = parseSpectrumDocument(text);
    expect(Object.values(tones)).toEqual([null, null, null, null]);
    expect(problems.map(({ collector, reason }) => [collector, reason])).toEqual(
      TABLES.map((name) => [name, 'format']),
    );
    for (const problem of problems) expect(problem.message).toMatch(message);

    const metrics = await exporter.metrics();
    expect(metrics).not.toContain('hg612_scrape_collector_failure');
    expect(metrics).toContain('hg612_dsl_snr_margin_decibels');
    expect(exporter.log.map(({ collectors, reason }) => [collectors, reason])).toEqual(
      TABLES.map((name) => [[name], 'format']),
    );
  },
);

it.each([
  { scenario: 'telnet-flood', reason: 'too_large', sessions: 5 },
  { scenario: 'telnet-cut', reason: 'reset', sessions: 5 },
  { scenario: 'telnet-bad-password', reason: 'login', sessions: 1 },
  { scenario: 'telnet-busy', reason: 'busy', sessions: 1 },
  { scenario: 'telnet-refused', reason: 'connect', sessions: 0 },
])(
  '$scenario: every command fails with $reason, in $sessions sessions',
  async ({ scenario, reason, sessions }) => {
    await using mock = await createMockModem();
    await using exporter = exporterInFrontOf(mock);
    await mock.setScenario(scenario);
    mock.resetStats();
    const { text } = await exporter.agent.get('/spectrum.json').expect(503);
    const { problems } = parseSpectrumDocument(text);
    expect(problems.map((problem) => [problem.collector, problem.reason])).toEqual(
      ['xdslcmd_pbparams', ...TABLES].map((name) => [name, reason]),
    );
    expect(mock.stats().telnet.opened).toBe(sessions);
    expect(mock.stats().telnet.maxConcurrent).toBeLessThanOrEqual(1);
  },
);
