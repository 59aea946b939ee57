/** Distance between neighbouring tones in MHz (G.992 and G.993). */
const TONE_SPACING = 0.0043125;

/** Frequency of a tone in MHz. */
export const frequencyOf = (tone: number): number => tone * TONE_SPACING;

/** The tone at a frequency in kHz; not a whole number. */
export const toneAt = (kilohertz: number): number => kilohertz / 1000 / TONE_SPACING;

/** Width of one tone in dB above 1 Hz: a power per tone in dBm is a power density in dBm/Hz plus this. */
export const TONE_WIDTH = 10 * Math.log10(TONE_SPACING * 1e6);

/** dB → a ratio of powers. */
export const toPower = (decibels: number): number => 10 ** (decibels / 10);

/** A ratio of powers → dB. */
export const toDecibels = (power: number): number => 10 * Math.log10(power);
