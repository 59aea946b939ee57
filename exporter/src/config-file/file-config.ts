import { isIP } from 'node:net';
import * as v from 'valibot';
import type { Collector } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors, pageCollectors } from '../../../modem/src/collectors/index.ts';
import type { ContractRates } from '../../../modem/src/line/contract.ts';
import type { LayoutChoice } from '../../../modem/src/line/status.ts';
import { parseNetwork } from './address.ts';
import { type AllowList, createAllowList } from './allow-list.ts';
import { DEFAULT_NAME, type FileContents, moduleSchema } from './schema.ts';
import { type ProbeTarget, targetAddress } from './target.ts';

/** What is read from a modem, and how. */
export interface ProbeModule {
  readonly name: string;
  readonly collectors: readonly Collector[];
  /** Whether `collectors` has commands, so that a login is needed. */
  readonly telnet: boolean;
  /** Upper bound on a read in seconds. */
  readonly timeoutSeconds: number;
  readonly layout: LayoutChoice;
  /** Port of the pages, unless the target names one. */
  readonly port: number;
  readonly telnetPort: number;
}

/** A telnet login. */
export interface ProbeAuth {
  readonly name: string;
  readonly username: string;
  readonly password: string;
  /** As written in the file; `undefined` for the built-in login. */
  readonly passwordFile?: string;
}

/** A line of the inventory. */
export interface InventoryEntry {
  readonly name: string;
  readonly target: ProbeTarget;
  readonly site: string | undefined;
  readonly module: string;
  /** `undefined` for the default. */
  readonly auth: string | undefined;
  readonly contract: ContractRates;
}

/** A valid configuration file. */
export interface FileConfig {
  readonly modules: ReadonlyMap<string, ProbeModule>;
  readonly auths: ReadonlyMap<string, ProbeAuth>;
  readonly allowList: AllowList;
  /** The entries of `targets` as written. */
  readonly targets: readonly string[];
  readonly inventory: readonly InventoryEntry[];
  /** Contract rates of the lines of the inventory, by {@link targetAddress}. */
  readonly contracts: ReadonlyMap<string, ContractRates>;
}

/** What is in a configuration file and in the password files that it names, as plain data. */
export interface ConfigContents {
  readonly contents: FileContents;
  readonly passwords: ReadonlyMap<string, string>;
}

/** The configuration that a file contains. */
export function configOf({ contents, passwords }: ConfigContents): FileConfig {
  const modules = modulesOf(contents);
  const inventory = inventoryOf(contents);
  const targets = contents.targets ?? [];
  return {
    modules,
    auths: authsOf(contents, passwords),
    allowList: allowListOf(targets, inventory),
    targets,
    inventory,
    contracts: contractsOf(inventory, modules),
  };
}

/** The login of unlocked firmware, for a file without `auths`. */
const BUILT_IN_AUTH: ProbeAuth = { name: DEFAULT_NAME, username: 'admin', password: 'admin' };

/** The modules of a file; one with the defaults if it has none. */
export function modulesOf({ modules }: FileContents): Map<string, ProbeModule> {
  const given = modules ?? { [DEFAULT_NAME]: v.parse(moduleSchema, {}) };
  return new Map(
    Object.entries(given).map(([name, { page, telnet, commands, timeout, layout, port, telnet_port }]) => {
      const selected = commandCollectors.filter((collector) => commands?.includes(collector.name) ?? true);
      const module: ProbeModule = {
        name,
        collectors: [...(page ? pageCollectors : []), ...(telnet ? selected : [])],
        telnet,
        timeoutSeconds: timeout,
        layout,
        port,
        telnetPort: telnet_port,
      };
      return [name, module];
    }),
  );
}

/** The logins of a file; that of unlocked firmware if it has none. */
export function authsOf(
  { auths }: FileContents,
  passwords: ReadonlyMap<string, string>,
): Map<string, ProbeAuth> {
  if (!auths) return new Map([[DEFAULT_NAME, BUILT_IN_AUTH]]);
  return new Map(
    Object.entries(auths).map(([name, { username, password_file: passwordFile }]) => [
      name,
      { name, username, password: passwords.get(name) ?? '', passwordFile },
    ]),
  );
}

/** The lines of the inventory of a file. */
export const inventoryOf = ({ inventory }: FileContents): InventoryEntry[] =>
  (inventory ?? []).map(
    ({ name, target, site, module, auth, contract_down_mbit: down, contract_up_mbit: up }) => ({
      name,
      target,
      site,
      module,
      auth,
      contract: { ...(down && { downstream: down }), ...(up && { upstream: up }) },
    }),
  );

/** The entries of `targets`, and the hosts of the inventory, which need not be repeated there. */
function allowListOf(targets: readonly string[], inventory: readonly InventoryEntry[]): AllowList {
  const hosts = new Set(inventory.map(({ target }) => target.host));
  return createAllowList({
    networks: targets.flatMap((entry) => parseNetwork(entry) ?? []),
    names: [...targets.filter((entry) => parseNetwork(entry) === undefined).map(canonicalName), ...hosts],
    addresses: new Set([...hosts].filter((host) => isIP(host) !== 0)),
  });
}

const canonicalName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

const contractsOf = (
  inventory: readonly InventoryEntry[],
  modules: ReadonlyMap<string, ProbeModule>,
): Map<string, ContractRates> =>
  new Map(
    inventory.map(({ target, module, contract }) => [
      targetAddress(target, modules.get(module)?.port ?? 80),
      contract,
    ]),
  );
