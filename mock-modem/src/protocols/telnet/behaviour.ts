import type { ScenarioSelection } from '../../scenarios/playback.ts';

/** How the telnet server treats whoever connects. */
export interface TelnetBehaviour {
  /** What becomes of a connection; `closed`: nothing listens. */
  readonly connection: 'serve' | 'closed' | 'reset' | 'silent' | 'busy' | 'busy-unsaid';
  readonly acceptsPasswords: boolean;
  /** What becomes of a command's output. */
  readonly output: 'whole' | 'hang' | 'cut' | 'flood';
  /** How much of a cut output comes, 0 to 1. */
  readonly kept: number;
  /** Milliseconds between two bytes, 0 for all at once. */
  readonly dripMilliseconds: number;
}

const GOOD: TelnetBehaviour = {
  connection: 'serve',
  acceptsPasswords: true,
  output: 'whole',
  kept: 1,
  dripMilliseconds: 0,
};

/** What a scenario means for telnet; one that does not concern it leaves everything as it should be. */
export function telnetBehaviour({ scenario, parameters }: ScenarioSelection): TelnetBehaviour {
  switch (scenario.name) {
    case 'unreachable':
      return { ...GOOD, connection: 'reset' };
    case 'hang':
      return { ...GOOD, connection: 'silent' };
    case 'telnet-refused':
      return { ...GOOD, connection: 'closed' };
    case 'telnet-busy':
      return { ...GOOD, connection: parameters['says'] === 'nothing' ? 'busy-unsaid' : 'busy' };
    case 'telnet-bad-password':
      return { ...GOOD, acceptsPasswords: false };
    case 'telnet-hang':
      return parameters['at'] === 'login'
        ? { ...GOOD, connection: 'silent' }
        : { ...GOOD, output: 'hang', kept: 0.5 };
    case 'telnet-drip':
      return { ...GOOD, dripMilliseconds: Number(parameters['interval']) * 1000 };
    case 'telnet-cut':
      return { ...GOOD, output: 'cut', kept: Number(parameters['keep']) / 100 };
    case 'telnet-flood':
      return { ...GOOD, output: 'flood' };
    default:
      return GOOD;
  }
}
