const IPV4 = /^(?:::ffff:)?(\d+(?:\.\d+){3})$/;

/**
 * What counts as one client when clients share the exporter: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since a single host usually has all addresses with the same first half.
 *
 * @param address as Node.js reports it; empty or undefined if the connection is closed
 */
export function networkOf(address: string | undefined): string {
  if (!address) return '';
  const ipv4 = IPV4.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
