import { toneTableCollector } from './xdslcmd-tones.ts';

/**
 * `xdslcmd info --QLN`: quiet line noise per tone in dBm/Hz, measured while the line trained. The driver prints 0, or
 * −160 or less, for a tone that was not measured.
 */
export const xdslcmdQln = toneTableCollector({
  name: 'xdslcmd_qln',
  title: 'Quiet line noise per tone (telnet)',
  table: 'qln',
  command: 'xdslcmd info --QLN',
  range: [-160, 0],
  isAbsent: (value) => value === 0 || value <= -160,
});
