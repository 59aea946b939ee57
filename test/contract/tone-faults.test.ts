import { expect, it } from 'vitest';
import { ModemFormatError } from '../../modem/src/errors.ts';
import { parseText } from '../../modem/src/parse.ts';
import { spectrumCollectors } from '../../modem/src/collectors/index.ts';
import { toneCommands, withToneFault } from '../../mock-modem/src/protocols/telnet/tone-faults.ts';
import { toneFaults } from '../../mock-modem/src/scenarios/catalogue.ts';
import { simulatedSource } from '../../mock-modem/src/simulator/source.ts';

const { telnet } = simulatedSource({ seed: 1, line: 'vdsl2-ginp', startedAt: 1_800_000_000 }).answersAt(0);
const tables = spectrumCollectors.filter(({ source }) => toneCommands.has(source.command));

it('the mock modem has all tables per tone that the exporter reads', () => {
  expect(tables).toHaveLength(toneCommands.size);
});

it.each(toneFaults.filter((fault) => fault !== 'unknown'))(
  'a table with the fault %s is a format error that names the command',
  (fault) => {
    const faulty = withToneFault(telnet, fault);

    for (const collector of tables) {
      const { command } = collector.source;
      const outcome = parseText(collector, faulty[command] ?? '');
      expect(outcome).toMatchObject({ ok: false, error: expect.any(ModemFormatError) });
      expect(outcome).toMatchObject({ error: { message: expect.stringContaining(command) } });
    }
  },
);
