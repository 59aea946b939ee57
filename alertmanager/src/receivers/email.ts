import * as v from 'valibot';
import { oneLine } from '../../../lib/schemas.ts';
import { CERTIFICATE, certificate, hostAndPort, mailAddress, mailAddresses } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import type { ReceiverKind } from './receiver.ts';

const PASSWORD_FILE = 'email_password';
const CA_FILE = 'email_ca.pem';

/** The port for implicit TLS (RFC 8314). */
const IMPLICIT_TLS_PORT = 465;

/** Mail over SMTP. */
export const email: ReceiverKind = (variables, secretPath) => {
  const to = variables.optional('ALERT_EMAIL_TO', 'comma-separated mail addresses', mailAddresses);
  const smarthost = variables.optional(
    'ALERT_EMAIL_SMARTHOST',
    'a mail server as host:port, such as smtp.example.org:587',
    hostAndPort,
  );
  const username = variables.optional('ALERT_EMAIL_USERNAME', 'one line of text', oneLine);
  const password = variables.secret('ALERT_EMAIL_PASSWORD', 'one line of text', oneLine);
  const from =
    variables.optional('ALERT_EMAIL_FROM', 'one mail address', mailAddress) ??
    (v.is(mailAddress, username) ? username : undefined);
  const tls = variables.withDefault(
    'ALERT_EMAIL_TLS',
    smarthost?.port === IMPLICIT_TLS_PORT ? 'implicit' : 'starttls',
    'starttls, implicit or none',
    v.picklist(['starttls', 'implicit', 'none']),
  );
  const ca = variables.file('ALERT_EMAIL_CA_FILE', CERTIFICATE, certificate);
  const minSeverity = readMinSeverity(variables, 'ALERT_EMAIL_MIN_SEVERITY');

  const hasPassword = variables.has('ALERT_EMAIL_PASSWORD') || variables.has('ALERT_EMAIL_PASSWORD_FILE');
  const requireWith = (missing: string, what: string, beside: string): void => {
    if (!variables.has(missing) && variables.has(beside)) {
      variables.problem(missing, `${what}, required with ${beside}`, 'nothing');
    }
  };
  requireWith('ALERT_EMAIL_TO', 'a recipient', 'ALERT_EMAIL_SMARTHOST');
  requireWith('ALERT_EMAIL_SMARTHOST', 'a mail server', 'ALERT_EMAIL_TO');
  if (from === undefined) requireWith('ALERT_EMAIL_FROM', 'a sender', 'ALERT_EMAIL_TO');
  if (variables.has('ALERT_EMAIL_USERNAME') && !hasPassword) {
    variables.problem(
      'ALERT_EMAIL_PASSWORD',
      'a password (or ALERT_EMAIL_PASSWORD_FILE), required with ALERT_EMAIL_USERNAME',
      'nothing',
    );
  }
  if (hasPassword && !variables.has('ALERT_EMAIL_USERNAME')) {
    variables.problem('ALERT_EMAIL_USERNAME', 'a user name, required with a password', 'nothing');
  }
  if (hasPassword && tls === 'none') {
    variables.problem('ALERT_EMAIL_TLS', 'starttls or implicit, required with a password', '"none"');
  }
  if (to === undefined || smarthost === undefined || from === undefined) return undefined;
  return {
    name: 'email',
    minSeverity,
    configs: {
      email_configs: [
        {
          send_resolved: true,
          to,
          from,
          smarthost: `${smarthost.host}:${smarthost.port}`,
          ...(username === undefined ? {} : { auth_username: username }),
          ...(password === undefined ? {} : { auth_password_file: secretPath(PASSWORD_FILE) }),
          require_tls: tls !== 'none',
          force_implicit_tls: tls === 'implicit',
          ...(ca === undefined ? {} : { tls_config: { ca_file: secretPath(CA_FILE) } }),
          // Mail programs show the mails of one group and day as a thread.
          threading: { enabled: true, thread_by_date: 'daily' },
          headers: {
            Subject: '{{ template "hg612.email.subject" . }}',
            // Suppresses automatic replies (RFC 3834).
            'Auto-Submitted': 'auto-generated',
          },
          text: '{{ template "hg612.email.text" . }}',
          html: '{{ template "hg612.email.html" . }}',
        },
      ],
    },
    secrets: {
      ...(password === undefined ? {} : { [PASSWORD_FILE]: password }),
      ...(ca === undefined ? {} : { [CA_FILE]: ca }),
    },
  };
};
