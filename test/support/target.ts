import type { ModemTarget, TelnetTarget } from '../../modem/src/target.ts';

/** A modem on this machine, as an exporter would be configured to read it. */
interface TargetOptions extends Partial<Omit<ModemTarget, 'url' | 'telnet'>>, Partial<TelnetTarget> {
  /** Port of the telnet shell; without one telnet is off. */
  telnetPort?: number | undefined;
}

/** A target at a base URL, with the mock modem's login unless given otherwise. */
export function targetAt(url: string, options: TargetOptions = {}): ModemTarget {
  const { telnetPort: port, layout = 'auto', timeoutSeconds = 8 } = options;
  const { host = '127.0.0.1', username = 'admin', password = 'admin' } = options;
  return {
    url: new URL(url),
    telnet: port === undefined ? undefined : { host, port, username, password },
    layout,
    timeoutSeconds,
    ...(options.address !== undefined && { address: options.address }),
  };
}
