import { lineScenarios } from '../simulator/line-scenarios/index.ts';
import type { Parameter } from '../parameters.ts';

/**
 * What a scenario changes: a `line` scenario the line itself; the others are faults of the status page, of the telnet
 * shell, or of both (`modem`), while the line continues.
 */
export type ScenarioKind = 'line' | 'page' | 'telnet' | 'modem';

/** An event of the line or a fault of the modem, selected by name. */
export interface Scenario {
  readonly name: string;
  readonly kind: ScenarioKind;
  /** One line, for lists. */
  readonly description: string;
  readonly parameters: readonly Parameter[];
}

const seconds = (name: string, description: string, fallback: number, maximum: number): Parameter => ({
  name,
  description: `${description}, in seconds`,
  default: fallback,
  minimum: 0.001,
  maximum,
});

const modem: readonly Omit<Scenario, 'kind'>[] = [
  {
    name: 'unreachable',
    description: 'HTTP and telnet connections are reset',
    parameters: [],
  },
  {
    name: 'hang',
    description: 'HTTP and telnet connections are accepted and never answered',
    parameters: [],
  },
];

const page: readonly Omit<Scenario, 'kind'>[] = [
  {
    name: 'drip',
    description: 'the status page is sent one byte at a time',
    parameters: [
      seconds('interval', 'time between two bytes', 1, 60),
      {
        name: 'from',
        description: 'what is sent byte by byte: the body only, or the headers too',
        default: 'body',
        choices: ['body', 'head'],
      },
    ],
  },
  {
    name: 'login-page',
    description: 'status 200 with a login page instead of the status page',
    parameters: [],
  },
  {
    name: 'truncated',
    description: 'the status page is cut off',
    parameters: [
      {
        name: 'keep',
        description: 'how much of it is sent, in percent',
        default: 60,
        minimum: 0,
        maximum: 99,
      },
      {
        name: 'ends',
        description: 'a complete response with a cut body, or a connection that closes early',
        default: 'body',
        choices: ['body', 'connection'],
      },
    ],
  },
  {
    name: 'garbage',
    description: 'status 200 with random bytes, the same every time',
    parameters: [
      { name: 'bytes', description: 'number of bytes', default: 2048, minimum: 0, maximum: 1_048_576 },
    ],
  },
  {
    name: 'http-500',
    description: 'the status page responds with an HTTP error',
    parameters: [{ name: 'status', description: 'HTTP status', default: 500, minimum: 400, maximum: 599 }],
  },
  { name: 'endless', description: 'the status page never ends', parameters: [] },
];

/** What can be wrong with a table per tone. */
export const toneFaults = ['truncated', 'unordered', 'repeated', 'too-many', 'unknown'] as const;
export type ToneFault = (typeof toneFaults)[number];

const telnet: readonly Omit<Scenario, 'kind'>[] = [
  { name: 'telnet-refused', description: 'the telnet port is closed', parameters: [] },
  {
    name: 'telnet-busy',
    description: 'another user is logged in: every telnet connection is closed',
    parameters: [
      {
        name: 'says',
        description: 'a message before closing, or nothing',
        default: 'message',
        choices: ['message', 'nothing'],
      },
    ],
  },
  { name: 'telnet-bad-password', description: 'every password is rejected', parameters: [] },
  {
    name: 'telnet-hang',
    description: 'the telnet session stops responding',
    parameters: [
      {
        name: 'at',
        description: 'where it stops: at the login, or in the middle of an output',
        default: 'command',
        choices: ['login', 'command'],
      },
    ],
  },
  {
    name: 'telnet-drip',
    description: 'telnet is sent one byte at a time',
    parameters: [seconds('interval', 'time between two bytes', 1, 60)],
  },
  {
    name: 'telnet-cut',
    description: 'the telnet connection closes in the middle of a table',
    parameters: [
      {
        name: 'keep',
        description: 'how much of the output is sent, in percent',
        default: 60,
        minimum: 0,
        maximum: 99,
      },
    ],
  },
  {
    name: 'telnet-slow',
    description: 'commands take their time, such as the tables per tone on a real modem',
    parameters: [
      seconds('seconds', 'time until the output', 2, 60),
      {
        name: 'commands',
        description: 'the tables per tone, or all commands',
        default: 'tones',
        choices: ['tones', 'all'],
      },
    ],
  },
  {
    name: 'telnet-tones',
    description: 'faulty tables per tone',
    parameters: [
      {
        name: 'fault',
        description: 'cut off, two tones out of order, a tone twice, too many tones, or unknown commands',
        default: 'truncated',
        choices: toneFaults,
      },
    ],
  },
  { name: 'telnet-flood', description: 'the output of a command never ends', parameters: [] },
];

const ofKind = (kind: ScenarioKind, rows: readonly Omit<Scenario, 'kind'>[]): Scenario[] =>
  rows.map(({ name, description, parameters }) => ({ name, kind, description, parameters }));

/** All scenarios, in the order of the control page. */
export const SCENARIOS: readonly Scenario[] = [
  ...ofKind('line', lineScenarios),
  ...ofKind('modem', modem),
  ...ofKind('page', page),
  ...ofKind('telnet', telnet),
];

/** An unknown scenario name. The message lists the known ones. */
export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';
  readonly known: readonly string[] = SCENARIOS.map((scenario) => scenario.name);

  constructor(wanted: string) {
    super(
      `unknown scenario ${JSON.stringify(wanted.slice(0, 60))}, expected one of ` +
        SCENARIOS.map((scenario) => scenario.name).join(', '),
    );
  }
}

/** @throws {UnknownScenarioError} when there is no scenario of that name. */
export function findScenario(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) throw new UnknownScenarioError(name);
  return scenario;
}
