import { toneTableCollector } from './xdslcmd-tones.ts';

/** `xdslcmd info --SNR`: signal-to-noise ratio per tone in dB. The driver prints −32 or less for a tone without one. */
export const xdslcmdSnr = toneTableCollector({
  name: 'xdslcmd_snr',
  title: 'SNR per tone (telnet)',
  table: 'snr',
  command: 'xdslcmd info --SNR',
  range: [-32, 100],
  isAbsent: (value) => value <= -32,
});
