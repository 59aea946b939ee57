/**
 * What the services cost on this machine. Run by `npm run bench`; the figures in the README come from here. A
 * benchmark, not a test: it fails on errors, never on figures. Parts by name: `npm run bench cpu stack`. The part
 * `fleet` runs only by name: `npm run bench -- fleet --minutes=10 --modems=1000`.
 */
import { parseArgs } from 'node:util';
import { measureCpu } from './cpu.ts';
import { measureFleet } from './fleet.ts';
import { measureImages } from './images.ts';
import { measureLatency } from './latency.ts';
import { measureMockModem } from './mock-modem.ts';
import { measureParsing } from './parsing.ts';
import { measureRules } from './rules.ts';
import { measureSpectrum } from './spectrum.ts';
import { measureStack } from './stack.ts';

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '1' }, modems: { type: 'string', default: '1000' } },
});

const PARTS: Readonly<Record<string, () => unknown>> = {
  images: measureImages,
  parsing: measureParsing,
  cpu: measureCpu,
  latency: measureLatency,
  spectrum: measureSpectrum,
  mock: measureMockModem,
  stack: measureStack,
  fleet: () =>
    measureFleet({
      minutes: positive('--minutes', values.minutes),
      modems: positive('--modems', values.modems),
    }),
  rules: measureRules,
};
const NOT_BY_DEFAULT = new Set(['fleet', 'rules']);

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option}: expected a number above 0, found ${JSON.stringify(text)}`);
  return value;
}

const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined)
  throw new Error(`no part "${unknown}"; there are ${Object.keys(PARTS).join(', ')}`);
for (const [name, measure] of Object.entries(PARTS)) {
  const isWanted = wanted.length === 0 ? !NOT_BY_DEFAULT.has(name) : wanted.includes(name);
  if (isWanted) await measure();
}
