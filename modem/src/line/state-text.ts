import type { LineState } from './status.ts';

/** The state of the line in words for people. */
export const lineStateText: Readonly<Record<LineState, { title: string; detail: string }>> = {
  up: { title: 'Line up', detail: 'The line is synchronised.' },
  initializing: { title: 'Line training', detail: 'The modem is calling the exchange.' },
  establishing_link: { title: 'Line training', detail: 'The modem and the exchange are negotiating rates.' },
  no_signal: { title: 'No signal', detail: 'The modem receives no signal on the line.' },
  error: { title: 'Line error', detail: 'The modem reports a line error.' },
  disabled: { title: 'Line disabled', detail: 'DSL is disabled in the modem.' },
  unknown: { title: 'Line state unknown', detail: 'The modem reports an unknown line state.' },
};
