// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 needs it first
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

/** A certificate with its private key, both in PEM. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface CertificateOptions {
  readonly name: string;
  /** Signs it; itself without one. */
  readonly issuer?: Authority;
  /** Subject alternative names. */
  readonly sans?: readonly { readonly type: 'dns' | 'ip' | 'email' | 'url'; readonly value: string }[];
  /** Days from now until which it is valid; negative for an expired one. */
  readonly days?: number;
  /** Days from now from which it is valid. */
  readonly fromDays?: number;
  readonly algorithm?: 'ecdsa' | 'rsa';
}

/** A certificate authority. */
interface Authority extends Certificate {
  readonly certificate: x509.X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const DAY_MS = 86_400_000;

/** Creates a certificate authority. */
export const createAuthority = (name: string): Promise<Authority> => create({ name }, true);

/** Creates a certificate for servers and clients. */
export async function createCertificate(options: CertificateOptions): Promise<Certificate> {
  const { cert, key } = await create(options, false);
  return { cert, key };
}

async function create(
  { name, issuer, sans = [], days = 30, fromDays = -60, algorithm = 'ecdsa' }: CertificateOptions,
  isAuthority: boolean,
): Promise<Authority> {
  const parameters = algorithm === 'rsa' ? RSA : ECDSA;
  const keys = await webcrypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() + fromDays * DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: issuer?.signingKey ?? keys.privateKey,
    signingAlgorithm: issuer === undefined ? parameters : ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      ...(sans.length > 0 ? [new x509.SubjectAlternativeNameExtension([...sans])] : []),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: certificate.toString('pem'),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    certificate,
    signingKey: keys.privateKey,
  };
}
