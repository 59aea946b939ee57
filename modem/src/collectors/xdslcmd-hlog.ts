import { toneTableCollector } from './xdslcmd-tones.ts';

/**
 * `xdslcmd info --Hlog`: magnitude of the channel's transfer function per tone in dB, measured while the line trained;
 * at most 6 (G.997.1). The driver prints −96 or less, typically −96.3, for a tone that was not measured.
 */
export const xdslcmdHlog = toneTableCollector({
  name: 'xdslcmd_hlog',
  title: 'Channel attenuation per tone (telnet)',
  table: 'hlog',
  command: 'xdslcmd info --Hlog',
  range: [-96, 6],
  isAbsent: (value) => value <= -96,
});
