import { stringify } from 'yaml';
import { isCommand, isPage } from '../../../modem/src/collectors/index.ts';
import { bytesToMegabits } from '../../../modem/src/line/units.ts';
import type { FileConfig, InventoryEntry, ProbeAuth, ProbeModule } from './file-config.ts';
import { targetText } from './target.ts';

/** What stands in for a secret. */
const SECRET = '<secret>';

const fieldsOfModule = ({ collectors, telnet, timeoutSeconds, layout, port, telnetPort }: ProbeModule) => ({
  page: collectors.some(isPage),
  telnet,
  ...(telnet && { commands: collectors.filter(isCommand).map(({ name }) => name) }),
  timeout: `${timeoutSeconds * 1000}ms`.replace(/000ms$/, 's'),
  layout,
  port,
  ...(telnet && { telnet_port: telnetPort }),
});

const fieldsOfAuth = ({ username, passwordFile }: ProbeAuth) => ({
  username,
  ...(passwordFile === undefined ? { password: SECRET } : { password_file: passwordFile }),
});

const rateText = (rate: InventoryEntry['contract']['downstream']): string | undefined =>
  rate &&
  [rate.ordered, rate.guaranteed]
    .flatMap((bytes) => (bytes === undefined ? [] : bytesToMegabits(bytes)))
    .join('/');

const fieldsOfLine = ({ name, target, site, module, auth, contract }: InventoryEntry) => ({
  name,
  target: targetText(target),
  site,
  module,
  auth,
  contract_down_mbit: rateText(contract.downstream),
  contract_up_mbit: rateText(contract.upstream),
});

const mapValues = <In, Out>(map: ReadonlyMap<string, In>, convert: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(map.entries().map(([key, value]) => [key, convert(value)]));

/** The configuration in use as YAML, with all defaults and without secrets. */
export const renderConfig = ({ modules, auths, targets, inventory }: FileConfig): string =>
  stringify({
    modules: mapValues(modules, fieldsOfModule),
    auths: mapValues(auths, fieldsOfAuth),
    targets,
    inventory: inventory.map(fieldsOfLine),
  });

/** The module and the auth of one probe as YAML, without secrets. */
export const renderProbeConfig = (module: ProbeModule, auth: ProbeAuth | undefined): string =>
  stringify({
    module: { [module.name]: fieldsOfModule(module) },
    ...(auth && { auth: { [auth.name]: fieldsOfAuth(auth) } }),
  });
