import { expect, it } from 'vitest';
import { createWriteRequest, STALE } from './remote-write.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it('encodes labels in order and samples as protobuf in a snappy literal', () => {
  const request = createWriteRequest();
  const series = { job: 'j', __name__: 'n', empty: '' };
  request.add(series, 1_735_689_600, 1.5);
  request.add(series, 1_735_689_630, STALE);

  const labels = ['0a0d', '0a085f5f6e616d655f5f', '12016e', '0a08', '0a036a6f62', '12016a'];
  const first = ['1210', '09000000000000f83f', '1080f8a5f9c132'];
  const second = ['1210', '09020000000000f07f', '10b0e2a7f9c132'];
  const message = ['0a3d', ...labels, ...first, ...second];
  expect(request.size()).toBe(2);
  expect(hex(request.encode())).toBe(['3f', 'f43e00', ...message].join(''));
});

it('splits a long request into literals', () => {
  const request = createWriteRequest();
  const series = { __name__: 'n' };
  for (let time = 0; time < 5000; time += 1) request.add(series, time, time);

  const encoded = Buffer.from(request.encode());
  // The length of the content as a varint of three bytes, then the tag and the length of each literal.
  const length = encoded[0]! - 0x80 + (encoded[1]! - 0x80) * 128 + encoded[2]! * 16_384;
  expect(encoded.subarray(3, 6).toString('hex')).toBe('f4ffff');
  expect(encoded[6 + 65_536]).toBe(0xf4);
  expect(encoded.readUInt16LE(7 + 65_536)).toBe(length - 65_536 - 1);
  expect(encoded.length).toBe(length + 3 + 2 * 3);
});
