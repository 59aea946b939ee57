/**
 * Requests of Prometheus' remote write protocol 1.0: a `WriteRequest` in protobuf, in snappy's block format.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 */

/** The value that ends a series, as Prometheus writes it when a series is missing from a scrape or a rule's result. */
export const STALE = Symbol('stale');
const STALE_BITS = 0x7f_f0_00_00_00_00_00_02n;

/** The labels of a series, with `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** Samples for one request. */
export interface WriteRequest {
  /** Adds a sample. Samples of a series must come in order. @param time Unix seconds */
  add(series: Labels, time: number, value: number | typeof STALE): void;
  /** Number of samples. */
  size(): number;
  /** The body of the request. */
  encode(): Uint8Array<ArrayBuffer>;
}

export function createWriteRequest(): WriteRequest {
  const all = new Map<Labels, Samples>();
  let size = 0;
  return {
    add(series, time, value) {
      let samples = all.get(series);
      if (samples === undefined) all.set(series, (samples = createSamples()));
      samples.add(time, value);
      size += 1;
    },
    size: () => size,
    encode() {
      const series = all
        .entries()
        .map(([labels, samples]) => field(1, Buffer.concat([encodeLabels(labels), samples.encoded()])));
      return snappy(Buffer.concat([...series]));
    },
  };
}

function encodeLabels(labels: Labels): Buffer {
  const sorted = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.concat(
    sorted.map(([name, value]) => field(1, Buffer.concat([field(1, name), field(2, value)]))),
  );
}

/** Of a time in milliseconds, until the year 2109. */
const TIME_BYTES = 6;
const SAMPLE_BYTES = 12 + TIME_BYTES;

interface Samples {
  add(time: number, value: number | typeof STALE): void;
  encoded(): Buffer;
}

/** Samples as they are sent, all of the same length: a value as a double, and a time in milliseconds. */
function createSamples(): Samples {
  let bytes = Buffer.alloc(64 * SAMPLE_BYTES);
  let end = 0;
  return {
    add(time, value) {
      if (end === bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(end)]);
      bytes[end] = 0x12;
      bytes[end + 1] = SAMPLE_BYTES - 2;
      bytes[end + 2] = 0x09;
      if (value === STALE) bytes.writeBigUInt64LE(STALE_BITS, end + 3);
      else bytes.writeDoubleLE(value, end + 3);
      bytes[end + 11] = 0x10;
      let rest = Math.round(time * 1000);
      for (let index = 0; index < TIME_BYTES; index += 1) {
        bytes[end + 12 + index] = (rest % 0x80) + (index < TIME_BYTES - 1 ? 0x80 : 0);
        rest = Math.floor(rest / 0x80);
      }
      end += SAMPLE_BYTES;
    },
    encoded: () => bytes.subarray(0, end),
  };
}

/** A length-delimited field. */
function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

const LITERAL_BYTES = 65_536;

/** Snappy without compression: a length and literals. */
function snappy(content: Buffer): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [varint(content.length)];
  for (let start = 0; start < content.length; start += LITERAL_BYTES) {
    const literal = content.subarray(start, start + LITERAL_BYTES);
    const last = literal.length - 1;
    // The tag of a literal whose length takes two bytes.
    parts.push(Buffer.from([61 << 2, last & 0xff, last >> 8]), literal);
  }
  return new Uint8Array(Buffer.concat(parts));
}
