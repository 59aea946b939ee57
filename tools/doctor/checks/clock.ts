import { statSync } from 'node:fs';
import { type Check, failed, known, note, ok } from '../check.ts';

/** A modem that tells a time before this one has none. */
const NO_CLOCK_BEFORE = Date.UTC(2020, 0, 1) / 1000;

/** Seconds by which the modem's clock may be off before it is worth a word. */
const TOLERATED_SECONDS = 120;

/** Whether this machine's clock can be right, by what there is to hold it against. */
export const clockCheck: Check = {
  group: 'Settings',
  name: 'clock',
  needs: [],
  async run({ now }, learnt) {
    const written = statSync(import.meta.filename).mtimeMs / 1000;
    if (now() < written - TOLERATED_SECONDS) {
      return failed(
        `this machine says it is ${say(now())}, but this program was put here at ${say(written)}`,
        'Set the clock (`timedatectl set-ntp true`): all history hangs on it.',
      );
    }
    return ok(`${say(now())} by this machine`, learnt);
  },
};

/** Whether the modem disagrees; nothing hangs on its clock, but one of the two is off then. */
export const modemClockCheck: Check = {
  group: 'Modem',
  name: 'modem clock',
  needs: ['status page'],
  async run({ now }, learnt) {
    const { rawHeaders } = known(learnt, 'page');
    const index = rawHeaders.findIndex((name, position) => position % 2 === 0 && /^date$/i.test(name));
    const told = index === -1 ? Number.NaN : Date.parse(rawHeaders[index + 1] ?? '') / 1000;
    if (!(told > NO_CLOCK_BEFORE)) return ok('the modem tells no time; none is needed');
    const off = Math.abs(told - now());
    if (off <= TOLERATED_SECONDS) return ok('agrees with this machine');
    return note(
      `the modem says it is ${say(told)}, this machine ${say(now())}`,
      "Nothing here uses the modem's clock. If it is this machine's that is off, set it (`timedatectl set-ntp true`).",
    );
  },
};

const say = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
