import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Suffixes that public DNS does not serve, so that no web site can point such a name at this host. */
const LOCAL_NAME = /^[^.]+$|\.(?:localhost|local|internal|home\.arpa|svc)$/i;

/** `host:port` without its port; an IPv6 address without its brackets. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');

/**
 * Why a request that changes state is refused, or undefined. Programs send no `Origin`; browsers send it, and a page of
 * another site must not change anything. The `Host` check covers DNS rebinding, where both headers agree.
 */
export function crossSiteRefusal(headers: IncomingHttpHeaders): string | undefined {
  const { origin, host = '' } = headers;
  const site = headers['sec-fetch-site'];
  if (origin === undefined && site === undefined) return undefined;
  const name = hostName(host);
  if (isIP(name) === 0 && !LOCAL_NAME.test(name)) {
    return `Host: expected an IP address, localhost or a local host name, found ${JSON.stringify(host.slice(0, 100))}`;
  }
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return `Origin: expected http://${host} or no header, found ${JSON.stringify(origin.slice(0, 100))}`;
  }
  if (site !== undefined && site !== 'none' && site !== 'same-origin')
    return 'Sec-Fetch-Site: expected same-origin';
  return undefined;
}
