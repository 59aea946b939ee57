import { optionsOrExit, refuse } from '../../lib/options.mjs';
import { measureCpu } from './cpu.ts';
import { measureFleet } from './fleet.ts';
import { measureImages } from './images.ts';
import { measureLatency } from './latency.ts';
import { measureMockModem } from './mock-modem.ts';
import { measureParsing } from './parsing.ts';
import { measureRules } from './rules.ts';
import { measureSpectrum } from './spectrum.ts';
import { measureStack } from './stack.ts';

interface FleetSize {
  readonly minutes: string;
  readonly modems: string;
}

const PARTS: Readonly<Record<string, (size: FleetSize) => unknown>> = {
  images: measureImages,
  parsing: measureParsing,
  cpu: measureCpu,
  latency: measureLatency,
  spectrum: measureSpectrum,
  mock: measureMockModem,
  stack: measureStack,
  fleet: ({ minutes, modems }) =>
    measureFleet({ minutes: positive('--minutes', minutes), modems: positive('--modems', modems) }),
  rules: measureRules,
};
const ONLY_BY_NAME = ['fleet', 'rules'];
const byDefault = Object.keys(PARTS).filter((name) => !ONLY_BY_NAME.includes(name));

const COMMAND = 'npm run bench --';
const USAGE = `npm run bench [-- <part> …]

Measures what the services cost on this machine; the figures in README.md come from here. It fails on errors, never on
figures.

  <part>           ${byDefault.join(', ')} (all of these by default),
                   ${ONLY_BY_NAME.join(', ')}
  --minutes=<n>    duration of the part fleet (default 1)
  --modems=<n>     modems of the part fleet (default 1000)
  --help, -h       show this help

Exit status: 0 measured, 1 an error.`;

const { positionals: wanted, values } = optionsOrExit(
  COMMAND,
  USAGE,
  { minutes: { type: 'string', default: '1' }, modems: { type: 'string', default: '1000' } },
  Number.POSITIVE_INFINITY,
);

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) refuse(`${option}: expected a number above 0, found ${JSON.stringify(text)}`, COMMAND);
  return value;
}

const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  refuse(`Expected ${Object.keys(PARTS).join(', ')}, found ${JSON.stringify(unknown)}`, COMMAND);
}
for (const name of wanted.length === 0 ? byDefault : wanted) await PARTS[name]?.(values);
