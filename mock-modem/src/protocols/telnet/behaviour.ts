import type { ScenarioSelection } from '../../scenarios/playback.ts';
import { toneFaults, type ToneFault } from '../../scenarios/catalogue.ts';

/** How the telnet server treats connections. */
export interface TelnetBehaviour {
  /** `closed`: the port is closed. `busy-silent`: closed without the busy message. */
  readonly connection: 'serve' | 'closed' | 'reset' | 'silent' | 'busy' | 'busy-silent';
  readonly acceptsPasswords: boolean;
  /** What happens to a command's output. */
  readonly output: 'complete' | 'hang' | 'cut' | 'flood';
  /** Share of a cut output that is sent, 0 to 1. */
  readonly kept: number;
  /** Milliseconds between two bytes, 0 for no delay. */
  readonly dripMilliseconds: number;
  /** Milliseconds until a command's output: of every command, or of those that print a table per tone. */
  readonly delay: { readonly milliseconds: number; readonly of: 'all' | 'tones' };
  /** What is wrong with the tables per tone; absent if nothing is. */
  readonly toneFault?: ToneFault;
}

const NORMAL: TelnetBehaviour = {
  connection: 'serve',
  acceptsPasswords: true,
  output: 'complete',
  kept: 1,
  dripMilliseconds: 0,
  delay: { milliseconds: 0, of: 'all' },
};

/** The telnet behaviour of a scenario; normal for scenarios that do not concern telnet. */
export function telnetBehaviour({ scenario, parameters }: ScenarioSelection): TelnetBehaviour {
  switch (scenario.name) {
    case 'unreachable':
      return { ...NORMAL, connection: 'reset' };
    case 'hang':
      return { ...NORMAL, connection: 'silent' };
    case 'telnet-refused':
      return { ...NORMAL, connection: 'closed' };
    case 'telnet-busy':
      return { ...NORMAL, connection: parameters['says'] === 'nothing' ? 'busy-silent' : 'busy' };
    case 'telnet-bad-password':
      return { ...NORMAL, acceptsPasswords: false };
    case 'telnet-hang':
      return parameters['at'] === 'login'
        ? { ...NORMAL, connection: 'silent' }
        : { ...NORMAL, output: 'hang', kept: 0.5 };
    case 'telnet-drip':
      return { ...NORMAL, dripMilliseconds: Number(parameters['interval']) * 1000 };
    case 'telnet-cut':
      return { ...NORMAL, output: 'cut', kept: Number(parameters['keep']) / 100 };
    case 'telnet-slow':
      return {
        ...NORMAL,
        delay: {
          milliseconds: Number(parameters['seconds']) * 1000,
          of: parameters['commands'] === 'all' ? 'all' : 'tones',
        },
      };
    case 'telnet-tones': {
      const toneFault = toneFaults.find((fault) => fault === parameters['fault']);
      return { ...NORMAL, ...(toneFault === undefined ? {} : { toneFault }) };
    }
    case 'telnet-flood':
      return { ...NORMAL, output: 'flood' };
    default:
      return NORMAL;
  }
}
