import { type Check, failed, note, ok, requireData } from '../check.ts';

/** Unix time of this version. An earlier time is wrong. */
const EARLIEST = Date.UTC(2026, 10, 1) / 1000;

/** A modem with an earlier time has no clock that was set. */
const MODEM_EARLIEST = Date.UTC(2020, 0, 1) / 1000;

/** Offset in seconds from which the modem's clock is reported. */
const MODEM_OFFSET = 120;

/** Whether the clock of this machine can be right. */
export const clockCheck: Check = {
  group: 'Settings',
  name: 'system clock',
  needs: [],
  async run({ now }) {
    const time = formatTime(now());
    if (now() >= EARLIEST) return ok(time);
    return failed(
      'clock-wrong',
      `${time} is before the release of this program`,
      'Set the clock (`timedatectl set-ntp true`): all samples are stored with its time.',
    );
  },
};

/** Whether the modem's clock agrees. Nothing depends on it, but one of the two is wrong. */
export const modemClockCheck: Check = {
  group: 'Modem',
  name: 'modem clock',
  needs: ['status page'],
  async run({ now }, data) {
    const { rawHeaders } = requireData(data, 'page');
    const index = rawHeaders.findIndex((name, position) => position % 2 === 0 && /^date$/i.test(name));
    const time = index === -1 ? Number.NaN : Date.parse(rawHeaders[index + 1] ?? '') / 1000;
    if (!(time > MODEM_EARLIEST)) return ok('not set; the stack does not need it');
    if (Math.abs(time - now()) <= MODEM_OFFSET) return ok('agrees with this machine');
    return note(
      'modem-clock-differs',
      `the modem has ${formatTime(time)}, this machine ${formatTime(now())}`,
      "The stack does not use the modem's clock. If this machine's clock is wrong, set it (`timedatectl set-ntp true`).",
    );
  },
};

const formatTime = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
