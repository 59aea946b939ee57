const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0|\[::\])$/;

/**
 * An address as the browser of this request can open it: a loopback or unspecified address, which a port is bound to,
 * is replaced by the host that the page was opened at. A name without a dot is one of the container network, and no
 * link.
 *
 * @param pageHost host of the request, without its port
 */
export function linkForBrowser(address: string, pageHost: string): string | undefined {
  const url = new URL(address);
  // An invalid host leaves the URL as it is.
  if (LOOPBACK.test(url.hostname)) url.hostname = pageHost;
  else if (!/[.:]/.test(url.hostname)) return undefined;
  return url.href;
}
