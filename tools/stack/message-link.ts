import { request, RequestError } from '../../lib/http.ts';
import { isLoopback } from '../../lib/loopback.mjs';
import type { Links } from './links.mjs';
import type { Settings } from './settings.mjs';

/** Where the link of a message leads, and what to do if a phone cannot open it. */
export interface MessageLink {
  readonly url: string;
  readonly advice: string | undefined;
}

/**
 * The link of a message: the dashboard, or the exporter's page if no Grafana runs.
 *
 * @param grafana base URL at which this machine reaches Grafana. It is not requested if the settings have a GRAFANA_URL,
 *   which may be for browsers only
 */
export async function messageLink(
  links: Links,
  settings: Settings,
  grafana: string,
  signal: AbortSignal,
): Promise<MessageLink> {
  const hasGrafana =
    links.grafana !== undefined &&
    (settings['GRAFANA_URL'] !== undefined || (await responds(grafana, signal)));
  const url = (hasGrafana ? links.grafana : undefined) ?? links.exporter;
  return { url, advice: isLoopback(url) ? adviceFor(links, hasGrafana) : undefined };
}

async function responds(address: string, signal: AbortSignal): Promise<boolean> {
  try {
    await request(address, '/api/health', signal);
    return true;
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
}

function adviceFor(links: Links, hasGrafana: boolean): string {
  const variables = [
    ...(hasGrafana ? ['GRAFANA_URL'] : []),
    'EXPORTER_URL',
    ...(links.alertmanager === undefined ? [] : ['ALERTMANAGER_URL']),
  ];
  return (
    `A phone cannot open these links. Set ${variables.join(', ')} and PROMETHEUS_URL in .env to addresses that it can ` +
    'open, or BIND_ADDRESS=0.0.0.0 to publish the ports on every address of this machine (who can then reach the stack: ' +
    'docs/security.md). Then run `npm start`.'
  );
}
