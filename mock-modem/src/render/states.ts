import type { LineSnapshot, Standard, TrainingState } from './snapshot.ts';

/** Status field of the page, as in the TR-098 data model. */
export const pageStatus: Readonly<Record<TrainingState, string>> = {
  idle: 'NoSignal',
  handshake: 'Initializing',
  started: 'Initializing',
  'channel-analysis': 'EstablishingLink',
  'message-exchange': 'EstablishingLink',
  showtime: 'Up',
  error: 'Error',
  disabled: 'Disabled',
};

/** The names of each standard: on the page, in the shell's `Mode:` row, above its framing table, in its states. */
export const standardNames: Readonly<
  Record<Standard, { page: string; shell: string; framing: string; recommendation: string }>
> = {
  vdsl2: { page: 'VDSL2', shell: 'VDSL2', framing: 'VDSL2', recommendation: 'G.993' },
  adsl2plus: { page: 'ADSL_2plus', shell: 'ADSL2+', framing: 'ADSL2', recommendation: 'G.992' },
  adsl2: { page: 'ADSL_G.dmt.bis', shell: 'ADSL2', framing: 'ADSL2', recommendation: 'G.992' },
  gdmt: { page: 'ADSL_G.dmt', shell: 'G.DMT', framing: 'G.DMT', recommendation: 'G.992' },
};

/** The shell's `Status:`. The handshake is always G.994; other states are named after the standard. */
export function shellStatus({ state, standard }: Pick<LineSnapshot, 'state' | 'standard'>): string {
  const { recommendation } = standardNames[standard];
  const words: Record<TrainingState, string> = {
    idle: 'Idle',
    handshake: 'G.994 Training',
    started: `${recommendation} Started`,
    'channel-analysis': `${recommendation} Channel Analysis`,
    'message-exchange': `${recommendation} Message Exchange`,
    showtime: 'Showtime',
    error: 'Error',
    disabled: 'Disabled',
  };
  return words[state];
}
