/** kbit/s as the modem prints it → bytes/s, the base unit. Decimal: 1 kbit = 1000 bit = 125 bytes. */
export const kilobitsToBytes = (kilobits: number): number => kilobits * 125;

/** Bytes/s → Mbit/s, the unit people know their line by. */
export const bytesToMegabits = (bytes: number): number => (bytes * 8) / 1_000_000;

/** ms as the modem prints it → s. */
export const millisecondsToSeconds = (milliseconds: number): number => milliseconds / 1000;
