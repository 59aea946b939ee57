import { fallsIn, quiet } from '../disturbance.ts';
import { DAY, HOUR } from '../time.ts';
import { after, dropAt, number, scenario } from './scenario.ts';

export const syncDrop = scenario(
  'sync-drop',
  'the line loses its signal, trains through all states and returns to showtime',
  [after, number('outage', 'seconds without a signal', 120, 0, DAY)],
  (given) => ({ event: dropAt(given.number('after'), given.number('outage')) }),
);

export const flapping = scenario(
  'flapping',
  'the line drops repeatedly',
  [
    number('interval', 'seconds from drop to drop', 300, 120, HOUR),
    number('outage', 'seconds without a signal each time', 0, 0, HOUR),
  ],
  (given) => ({
    event: (elapsed) => {
      const interval = given.number('interval');
      const latest = Math.max(1, Math.floor(elapsed / interval)) * interval;
      return fallsIn(latest, elapsed) ? { kind: 'drop', outage: given.number('outage') } : undefined;
    },
  }),
);

export const reboot = scenario('reboot', 'the modem reboots; all its counters restart', [after], (given) => ({
  event: (elapsed) => (fallsIn(given.number('after'), elapsed) ? { kind: 'reboot' } : undefined),
}));

export const counterWrap = scenario(
  'counter-wrap',
  'the FEC and retransmission counters wrap at 2³² on a healthy line',
  [number('seconds', 'seconds until the wrap', 120, 10, HOUR)],
  (given) => ({
    disturbance: (elapsed) => {
      const wrapIn = given.number('seconds') - elapsed;
      return wrapIn <= 0 ? quiet : { ...quiet, wrapIn };
    },
  }),
);
