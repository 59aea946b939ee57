import { parseCommandLine, UsageError } from '../../lib/command-line.mjs';
import type { BuildInfo } from './metrics/process.ts';

/** What `--help` prints. exporter/bin/hg612 starts the other programs. */
export const USAGE = `hg612 [--help | --version]
hg612 [--config.file=<file>] [--web.config.file=<file>] [--config.check]
hg612 doctor [--help]
hg612 test-alert [--help]
hg612 report [--help]

Prometheus exporter for the Huawei HG612 VDSL modem. "doctor" checks the modem and the stack instead, "test-alert" sends a
test message to every notification receiver, "report" writes a report of a line from the data in Prometheus.

  --config.file=<file>      modems that /probe reads, their logins, and which targets are allowed (docs/many-lines.md)
  --web.config.file=<file>  TLS and basic authentication, in the format of Prometheus' exporters (docs/security.md)
  --config.check            check these files, print every problem with line and column, and exit
  --help, -h                show this help
  --version                 show the version

Environment:
  MODEM_URL              base URL of the modem's status pages (default http://192.168.1.1; with --config.file: none)
  MODEM_TELNET           host or host:port of its telnet shell (default: off)
  MODEM_USERNAME         telnet login (default admin)
  MODEM_PASSWORD         its password (default admin), or MODEM_PASSWORD_FILE, a file that contains it
  MODEM_TIMEOUT_SECONDS  upper limit of the duration of a read (default 8)
  XDSL_STATUS_LAYOUT     layout of the status page: auto (default), documented, shifted
  LINE_NAME              name of the line on the page (default HG612)
  CONTRACT_DOWN_MBIT     ordered/guaranteed downstream rate in Mbit/s, such as 80/55, or the guaranteed rate (default: none)
  CONTRACT_UP_MBIT       the same for upstream
  PROMETHEUS_URL         Prometheus with the history of the line, for the page (default: none)
  SPECTRUM_REFERENCE_DIR folder with saved spectra, for ?reference= of the page (default: none)
  GRAFANA_URL            link to Grafana on the page (default: none)
  TZ                     time zone of the page, such as Europe/London
  LISTEN_HOST            address to listen on (default 0.0.0.0)
  LISTEN_PORT            port to listen on (default 9612)
  LOG_LEVEL              trace, debug, info (default), warn, error

Signals: SIGHUP loads the configuration file again, as POST /-/reload does.

Exit status: 0 stopped by a signal, 1 an invalid setting or file or a port in use, 2 invalid options.
`;

/** What a command line requests. */
export type Command =
  | { readonly action: 'print'; readonly text: string }
  | ({ readonly action: 'check' } & Files)
  | ({ readonly action: 'serve' } & Files);

/** The files that the exporter is started with. */
export interface Files {
  readonly configFile: string | undefined;
  readonly webConfigFile: string | undefined;
}

/**
 * Reads the command line.
 *
 * @throws {UsageError}
 */
export function parseCommand(args: readonly string[], build: BuildInfo): Command {
  const { values } = parseCommandLine(args, {
    'config.file': { type: 'string' },
    'config.check': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
    'web.config.file': { type: 'string' },
  });
  if (values.help) return { action: 'print', text: USAGE };
  if (values.version) {
    const { version, revision } = build;
    const text = `hg612 ${version} (revision ${revision}, Node.js ${process.versions.node})\n`;
    return { action: 'print', text };
  }
  const configFile = values['config.file'];
  if (configFile === '') throw new UsageError("Option '--config.file <value>' argument is empty");
  // An empty name is no file, as in exporter-toolkit.
  const webConfigFile = values['web.config.file'] || undefined;
  if (values['config.check'] && configFile === undefined && webConfigFile === undefined) {
    throw new UsageError("Option '--config.check' needs '--config.file' or '--web.config.file'");
  }
  return { action: values['config.check'] ? 'check' : 'serve', configFile, webConfigFile };
}
