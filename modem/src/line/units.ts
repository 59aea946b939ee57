/** kbit/s as the modem prints it → bytes/s, the base unit. Decimal: 1 kbit = 1000 bit = 125 bytes. */
export const kilobitsToBytes = (kilobits: number): number => kilobits * 125;

/** Mbit/s, as in contracts → bytes/s. */
export const megabitsToBytes = (megabits: number): number => megabits * 125_000;

/** Bytes/s → Mbit/s, the unit in which people know the rate of their line. */
export const bytesToMegabits = (bytes: number): number => (bytes * 8) / 1_000_000;

/** ms as the modem prints it → s. */
export const millisecondsToSeconds = (milliseconds: number): number => milliseconds / 1000;
