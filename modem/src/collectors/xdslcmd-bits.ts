import { toneTableCollector } from './xdslcmd-tones.ts';

/**
 * `xdslcmd info --Bits`: bits loaded per tone, at most 15 (G.993.2). 0 is a value like any other: nothing is loaded on
 * this tone, whether it is in no band or too noisy.
 */
export const xdslcmdBits = toneTableCollector({
  name: 'xdslcmd_bits',
  title: 'Bits per tone (telnet)',
  table: 'bits',
  command: 'xdslcmd info --Bits',
  range: [0, 15],
  isAbsent: () => false,
});
