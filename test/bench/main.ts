/**
 * What the services cost on this machine. Run by `npm run bench`; the figures in the README come from here. A benchmark,
 * not a test: it fails on errors, never on figures. Parts by name: `npm run bench -- cpu stack`.
 */
import { measureCpu } from './cpu.ts';
import { measureImages } from './images.ts';
import { measureLatency } from './latency.ts';
import { measureMockModem } from './mock-modem.ts';
import { measureParsing } from './parsing.ts';
import { measureSpectrum } from './spectrum.ts';
import { measureStack } from './stack.ts';

const PARTS: Readonly<Record<string, () => unknown>> = {
  images: measureImages,
  parsing: measureParsing,
  cpu: measureCpu,
  latency: measureLatency,
  spectrum: measureSpectrum,
  mock: measureMockModem,
  stack: measureStack,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined)
  throw new Error(`no part "${unknown}"; there are ${Object.keys(PARTS).join(', ')}`);
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure();
}
