import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from './tls.ts';

/** Why a client is refused after the handshake, or undefined if it is not. */
export function whyRefused(socket: TLSSocket, { clientAuth, allowedSans }: TlsSettings): string | undefined {
  if (!clientAuth.request) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return clientAuth.require || allowedSans ? 'no client certificate' : undefined;
  }
  if (clientAuth.verify && !socket.authorized)
    return `client certificate: ${String(socket.authorizationError)}`;
  if (allowedSans && !subjectAltNames(certificate).some((name) => allowedSans.has(name))) {
    return 'no allowed subject alternative name in the client certificate';
  }
  return undefined;
}

/** An item of Node's text form: quoted as JSON where it has a special character. */
const SAN = /(?:^|, )(DNS|IP Address|email|URI):("(?:[^"\\]|\\.)*"|[^,]*)/g;

/** DNS names, addresses, e-mail addresses and URIs of a certificate. */
const subjectAltNames = ({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): string[] =>
  Array.from(subjectAltName.matchAll(SAN), ([, type = '', text = '']) => {
    const value = text.startsWith('"') ? (JSON.parse(text) as string) : text;
    return type === 'IP Address' ? canonicalAddress(value) : value;
  });

/** An IPv6 address as people write it, `2001:db8::1`, from OpenSSL's `2001:DB8:0:0:0:0:0:1`. */
const canonicalAddress = (address: string): string =>
  address.includes(':') && URL.canParse(`http://[${address}]`)
    ? new URL(`http://[${address}]`).hostname.slice(1, -1)
    : address;
