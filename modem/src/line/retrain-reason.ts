/**
 * Bits of the retrain reason, by the names in the public header of the Broadcom driver. `remote defect`: the far end
 * lost this end's signal.
 */
const bits: readonly (readonly [bit: number, words: string])[] = [
  [0, 'loss of signal'],
  [1, 'remote defect'],
  [2, 'negative margin'],
  [3, 'too many upstream FEC errors'],
  [15, 'training failed'],
  [16, 'severely errored seconds'],
  [17, 'minimum margin requested by the exchange'],
  [21, 'timeout'],
  [22, 'no common mode'],
  [25, 'showtime failure'],
  [26, 'low effective throughput'],
];

/**
 * The reasons in a retrain reason code, lowest bit first. A bit without a known name is given as its hexadecimal value.
 *
 * @param code bit mask of up to 32 bits; 0 has no reasons, as after power-on
 */
export function retrainReasons(code: number): string[] {
  const names = new Map(bits);
  const reasons: string[] = [];
  for (let bit = 0; bit < 32; bit += 1) {
    const isSet = Math.floor(code / 2 ** bit) % 2 === 1;
    if (isSet) reasons.push(names.get(bit) ?? `0x${(2 ** bit).toString(16)}`);
  }
  return reasons;
}
