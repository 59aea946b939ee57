import { lineScenarios } from '../simulator/scenarios.ts';
import type { Parameter } from '../parameters.ts';

/**
 * What a scenario changes. A `line` scenario says what the line does; the others lay a fault over whatever the line is
 * doing, at its page, at its telnet shell, or at both (`modem`).
 */
export type ScenarioKind = 'line' | 'page' | 'telnet' | 'modem';

/** Something that can happen to the modem or its line, switched on by name. */
export interface Scenario {
  readonly name: string;
  readonly kind: ScenarioKind;
  /** One line for people who choose from a list. */
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
    description: 'the modem is away: HTTP and telnet connections are reset',
    parameters: [],
  },
  {
    name: 'hang',
    description: 'the modem accepts HTTP and telnet connections and never says a word',
    parameters: [],
  },
];

const page: readonly Omit<Scenario, 'kind'>[] = [
  {
    name: 'drip',
    description: 'the status page comes a byte at a time',
    parameters: [
      seconds('interval', 'time between two bytes', 1, 60),
      {
        name: 'from',
        description: 'what drips: the body alone, or the head of the answer as well',
        default: 'body',
        choices: ['body', 'head'],
      },
    ],
  },
  { name: 'login-page', description: '200 with a login page in place of the status', parameters: [] },
  {
    name: 'truncated',
    description: 'the status page stops in the middle',
    parameters: [
      { name: 'keep', description: 'how much of it comes, in percent', default: 60, minimum: 0, maximum: 99 },
      {
        name: 'ends',
        description: 'a complete answer with a cut body, or a connection that closes early',
        default: 'body',
        choices: ['body', 'connection'],
      },
    ],
  },
  {
    name: 'garbage',
    description: '200 with bytes that mean nothing',
    parameters: [{ name: 'bytes', description: 'how many', default: 2048, minimum: 0, maximum: 1_048_576 }],
  },
  {
    name: 'http-500',
    description: 'the status page answers with an HTTP error',
    parameters: [{ name: 'status', description: 'HTTP status', default: 500, minimum: 400, maximum: 599 }],
  },
  { name: 'endless', description: 'the status page never ends', parameters: [] },
];

const telnet: readonly Omit<Scenario, 'kind'>[] = [
  { name: 'telnet-refused', description: 'nothing listens on the telnet port', parameters: [] },
  {
    name: 'telnet-busy',
    description: 'somebody else is logged in: every telnet connection is sent away',
    parameters: [
      {
        name: 'says',
        description: 'a message before closing, or nothing',
        default: 'message',
        choices: ['message', 'nothing'],
      },
    ],
  },
  { name: 'telnet-bad-password', description: 'no password is right', parameters: [] },
  {
    name: 'telnet-hang',
    description: 'the telnet session stops answering',
    parameters: [
      {
        name: 'at',
        description: 'where it stops: after the connection is made, or in the middle of an output',
        default: 'command',
        choices: ['login', 'command'],
      },
    ],
  },
  {
    name: 'telnet-drip',
    description: 'telnet comes a byte at a time',
    parameters: [seconds('interval', 'time between two bytes', 1, 60)],
  },
  {
    name: 'telnet-cut',
    description: 'the telnet connection closes in the middle of a table',
    parameters: [
      {
        name: 'keep',
        description: 'how much of the output comes, in percent',
        default: 60,
        minimum: 0,
        maximum: 99,
      },
    ],
  },
  { name: 'telnet-flood', description: 'the output of a command never ends', parameters: [] },
];

const ofKind = (kind: ScenarioKind, rows: readonly Omit<Scenario, 'kind'>[]): Scenario[] =>
  rows.map(({ name, description, parameters }) => ({ name, kind, description, parameters }));

/** Every scenario there is, in the order in which people are shown them. */
export const SCENARIOS: readonly Scenario[] = [
  ...ofKind('line', lineScenarios),
  ...ofKind('modem', modem),
  ...ofKind('page', page),
  ...ofKind('telnet', telnet),
];

/** A scenario that does not exist. The message lists those that do. */
export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';
  readonly known: readonly string[] = SCENARIOS.map((scenario) => scenario.name);

  constructor(wanted: string) {
    super(
      `no scenario ${JSON.stringify(wanted.slice(0, 60))}, expected one of ` +
        SCENARIOS.map((scenario) => scenario.name).join(', '),
    );
  }
}

/** @throws {UnknownScenarioError} when there is none of that name. */
export function findScenario(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) throw new UnknownScenarioError(name);
  return scenario;
}
