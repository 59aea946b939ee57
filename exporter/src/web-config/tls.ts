import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { unreadableReason } from '../../../lib/text-file.ts';
import type { TlsSection } from './schema.ts';
import {
  CLIENT_AUTH_TYPES,
  type ClientAuth,
  TLS13_SUITES,
  TLS_VERSIONS,
  type TlsVersion,
} from './tls-names.ts';

/** How to serve TLS. */
export interface TlsSettings {
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuth;
  /** Subject alternative names of which a client certificate must have one; undefined for any. */
  readonly allowedSans: ReadonlySet<string> | undefined;
}

/** Adds a problem of a field of `tls_server_config`. */
type ReportTls = (field: TlsField, problem: string) => void;
type TlsField = keyof TlsSection;

/** Reads a file whose path may be relative to the web configuration file. @throws an error of the file system */
type ReadReferencedFile = (path: string) => Promise<string>;

const VERSIONS = Object.values(TLS_VERSIONS);
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads certificates and keys, and checks them. Problems are reported, and the result of a section with a problem must
 * not be used.
 *
 * @returns undefined if the section is empty: no TLS
 */
export async function readTls(
  section: TlsSection,
  readFile: ReadReferencedFile,
  reportProblem: ReportTls,
): Promise<TlsSettings | undefined> {
  let hasProblem = false;
  const report: ReportTls = (field, problem) => {
    hasProblem = true;
    reportProblem(field, problem);
  };
  const isSet = (field: TlsField): boolean => section[field] != null && section[field] !== '';
  if (!(Object.keys(section) as TlsField[]).some(isSet)) return undefined;

  /** A text that is in the configuration file or in a file of its own, and the field that it comes from. */
  async function textOf(inline: 'cert' | 'key' | 'client_ca', isRequired: boolean) {
    const file = `${inline}_file` as const;
    if (isSet(inline) && isSet(file)) report(inline, `set ${inline} or ${file}, not both`);
    if (!isSet(inline) && !isSet(file)) {
      if (isRequired) report(inline, `missing; set ${inline} or ${file}`);
      return undefined;
    }
    if (!isSet(file)) return { field: inline, text: section[inline] ?? '' };
    const path = section[file] ?? '';
    try {
      return { field: file, text: await readFile(path) };
    } catch (error) {
      report(file, `cannot read ${JSON.stringify(path)}: ${unreadableReason(error)}`);
      return undefined;
    }
  }

  const cert = await textOf('cert', true);
  const key = await textOf('key', true);
  const ca = await textOf('client_ca', false);
  const [leaf] = cert === undefined ? [] : certificatesOf(cert.text, cert.field, report);
  if (cert !== undefined && leaf !== undefined) reportValidity([leaf], cert.field, report);
  if (ca !== undefined) reportValidity(certificatesOf(ca.text, ca.field, report), ca.field, report);
  if (key !== undefined) checkKey(key.text, leaf, (problem) => report(key.field, problem));

  const clientAuth = CLIENT_AUTH_TYPES[section.client_auth_type || 'NoClientCert'];
  if (clientAuth === undefined) {
    report(
      'client_auth_type',
      `expected one of ${Object.keys(CLIENT_AUTH_TYPES).join(', ')}, found ${JSON.stringify(section.client_auth_type)}`,
    );
  } else if (!clientAuth.request && ca !== undefined) {
    report(ca.field, 'client certificates are not requested; set client_auth_type');
  } else if (!clientAuth.request && section.client_allowed_sans) {
    report('client_allowed_sans', 'client certificates are not requested; set client_auth_type');
  }

  const minVersion = section.min_version ?? TLS_VERSIONS.TLS12;
  const maxVersion = section.max_version ?? TLS_VERSIONS.TLS13;
  if (VERSIONS.indexOf(minVersion) > VERSIONS.indexOf(maxVersion)) {
    report(
      isSet('max_version') ? 'max_version' : 'min_version',
      'the minimum version is above the maximum version',
    );
  }
  const context: SecureContextOptions = {
    cert: cert?.text,
    key: key?.text,
    ca: ca?.text,
    minVersion,
    maxVersion,
    ciphers: cipherList(section.cipher_suites ?? [], minVersion),
    honorCipherOrder: section.prefer_server_cipher_suites ?? true,
    ...(section.curve_preferences?.length && { ecdhCurve: section.curve_preferences.join(':') }),
  };
  if (!hasProblem) {
    try {
      createSecureContext(context);
    } catch (error) {
      report(cert?.field ?? 'cert', `OpenSSL refuses it: ${(error as Error).message}`);
    }
  }
  return {
    context,
    clientAuth: clientAuth ?? CLIENT_AUTH_TYPES['NoClientCert']!,
    allowedSans: section.client_allowed_sans ? new Set(section.client_allowed_sans) : undefined,
  };
}

function certificatesOf(text: string, field: TlsField, report: ReportTls): X509Certificate[] {
  const blocks = text.match(PEM_CERTIFICATE) ?? [];
  if (blocks.length === 0) report(field, 'expected a certificate in PEM format');
  return blocks.flatMap((block, index) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      report(field, `certificate ${index + 1} cannot be decoded`);
      return [];
    }
  });
}

/** Reports that no certificate is valid today. A bundle of CAs may have old ones. */
function reportValidity(certificates: readonly X509Certificate[], field: TlsField, report: ReportTls): void {
  const now = new Date();
  const problems = certificates.map(({ subject, validFromDate, validToDate }) => {
    const name = subject.replaceAll('\n', ', ') || 'without a subject';
    if (validToDate < now) return `the certificate ${name} expired on ${validToDate.toISOString()}`;
    return validFromDate > now
      ? `the certificate ${name} is not valid before ${validFromDate.toISOString()}`
      : undefined;
  });
  const [problem] = problems;
  if (problem !== undefined && !problems.includes(undefined)) report(field, problem);
}

function checkKey(
  pem: string,
  certificate: X509Certificate | undefined,
  report: (problem: string) => void,
): void {
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    report('expected a private key in PEM format without a passphrase');
    return;
  }
  if (certificate?.checkPrivateKey(key) === false)
    report('the private key does not belong to the certificate');
}

/**
 * Cipher suites in OpenSSL's notation. Those of TLS 1.3 are always enabled, as in Go.
 *
 * @param suites enabled suites; empty for the defaults
 */
function cipherList(suites: readonly string[], minVersion: TlsVersion): string {
  const older = suites.length === 0 ? ['DEFAULT'] : suites.filter((suite) => !TLS13_SUITES.includes(suite));
  // OpenSSL refuses TLS 1.0 and 1.1 at its default security level, because they use SHA-1.
  const level = VERSIONS.indexOf(minVersion) < VERSIONS.indexOf(TLS_VERSIONS.TLS12) ? ['@SECLEVEL=0'] : [];
  return [...TLS13_SUITES, ...older, ...level].join(':');
}
