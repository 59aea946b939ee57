import * as v from 'valibot';
import { parseDuration } from '../../../lib/duration.ts';
import { lineName, LINE_NAME, oneLine } from '../../../lib/schemas.ts';
import { mapping } from '../../../lib/yaml-schema.ts';
import { CONTRACT_RATE, contractRate } from '../../../modem/src/line/contract.ts';
import { layoutChoices } from '../../../modem/src/line/status.ts';
import { commandCollectors } from '../../../modem/src/collectors/index.ts';
import { parseNetwork } from './address.ts';
import { parseProbeTarget } from './target.ts';

/** The module and the auth that a probe uses if it names none. */
export const DEFAULT_NAME = 'default';

/** The longest timeout of a module in seconds, as of `MODEM_TIMEOUT_SECONDS`. */
export const MAX_TIMEOUT_SECONDS = 120;

const commandNames = commandCollectors.map(({ name }) => name);

const PORT = 'a port from 1 to 65535';
const port = v.pipe(v.number(PORT), v.integer(PORT), v.minValue(1, PORT), v.maxValue(65_535, PORT));

const TIMEOUT = 'a duration from 500ms to 2m, such as 8s';
const timeout = v.pipe(
  v.string(TIMEOUT),
  v.check((text) => {
    const seconds = parseDuration(text) ?? 0;
    return seconds >= 0.5 && seconds <= MAX_TIMEOUT_SECONDS;
  }, TIMEOUT),
  v.transform((text) => parseDuration(text) ?? 0),
);

const switched = v.boolean('true or false');
const line = v.message(oneLine, 'one line of text');

/** A module; an empty mapping is the built-in one. */
export const moduleSchema = v.pipe(
  mapping({
    page: v.optional(switched, true),
    telnet: v.optional(switched, false),
    commands: v.optional(
      v.pipe(
        v.array(v.picklist(commandNames, commandNames.join(', ')), 'a list of commands'),
        v.minLength(1, 'at least one command'),
        v.check((names) => new Set(names).size === names.length, 'each command once'),
      ),
    ),
    timeout: v.optional(timeout, '8s'),
    layout: v.optional(v.picklist(layoutChoices, layoutChoices.join(', ')), 'auto'),
    port: v.optional(port, 80),
    telnet_port: v.optional(port, 23),
  }),
  v.check(({ page, telnet }) => page || telnet, 'page or telnet to be true'),
  v.check(
    ({ telnet, commands }) => telnet || commands === undefined,
    'telnet to be true where there are commands',
  ),
);

const auth = mapping({ username: line, password_file: line });

/** Name of a module or an auth: a URL needs no escapes for it. */
const NAME = 'a name of letters, digits, ".", "_" and "-"';
const name = v.pipe(v.string(NAME), v.regex(/^[\w.-]{1,64}$/, NAME));

const ALLOWED = 'an IP address, a network such as 192.168.0.0/16, or a host name such as modem.lan or *.lan';
const allowed = v.pipe(
  v.string(ALLOWED),
  v.trim(),
  v.check(
    (entry) =>
      parseNetwork(entry) !== undefined ||
      (/^(?:\*\.)?[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?$/u.test(entry) && !/^[\d.]+$/.test(entry)),
    ALLOWED,
  ),
);

/** The message names the fault of this text. */
const target = v.pipe(
  v.string('a host, or a host and a port'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseProbeTarget(dataset.value);
    if ('value' in parsed) return parsed.value;
    addIssue({ message: parsed.expected });
    return NEVER;
  }),
);

const rate = v.pipe(
  v.union([v.string(), v.number()], CONTRACT_RATE),
  v.transform(String),
  v.check((text) => v.is(contractRate, text), CONTRACT_RATE),
  contractRate,
);

const inventoryEntry = mapping({
  name: v.message(lineName, LINE_NAME),
  target,
  site: v.optional(v.message(lineName, LINE_NAME)),
  module: v.optional(name, DEFAULT_NAME),
  auth: v.optional(name),
  contract_down_mbit: v.optional(rate),
  contract_up_mbit: v.optional(rate),
});

/** The configuration file. */
export const fileSchema = mapping({
  modules: v.nullish(v.record(name, moduleSchema, 'a mapping of modules')),
  auths: v.nullish(v.record(name, auth, 'a mapping of auths')),
  targets: v.nullish(v.array(allowed, 'a list of networks and host names')),
  inventory: v.nullish(v.array(inventoryEntry, 'a list of lines')),
});

/** The contents of a configuration file, with defaults. */
export type FileContents = v.InferOutput<typeof fileSchema>;
