import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { callbackify, promisify } from 'node:util';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { temporaryFolder } from '../temporary-folder.ts';

/** A mail and the properties of its connection. */
interface ReceivedMail {
  readonly mail: ParsedMail;
  readonly user: string | undefined;
  readonly encrypted: boolean;
  readonly from: string;
  readonly to: readonly string[];
}

/** A mail server that requires STARTTLS and a login. */
export interface MailSink extends AsyncDisposable {
  /** With these settings, Alertmanager in a container sends mail here. */
  readonly settings: Readonly<Record<string, string>>;
  /** The secret files that the settings name. */
  readonly files: Readonly<Record<string, string>>;
  readonly mails: readonly ReceivedMail[];
}

const HOST = 'host.docker.internal';
/** The only accepted login. */
const USER = 'hg612@example.org';
const PASSWORD = 's3cr3t-mail';

/** Listens on a free port of all addresses, so that containers can reach it. */
export async function startMailSink(): Promise<MailSink> {
  const mails: ReceivedMail[] = [];
  const { key, certificate } = await selfSigned();
  const server = new SMTPServer({
    key,
    cert: certificate,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth({ username, password }, _session, done) {
      const known = username === USER && password === PASSWORD;
      if (known) done(null, { user: username });
      else done(new Error('wrong user name or password'));
    },
    onData: callbackify(async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
      mails.push({
        mail: await simpleParser(stream),
        user: session.user,
        encrypted: session.secure,
        from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map(({ address }) => address),
      });
    }),
  });
  // Ignore clients that close the connection early.
  server.on('error', () => undefined);
  const listening = server.listen(0, '0.0.0.0');
  await once(listening, 'listening');
  return {
    settings: {
      ALERT_EMAIL_SMARTHOST: `${HOST}:${(listening.address() as AddressInfo).port}`,
      ALERT_EMAIL_USERNAME: USER,
      ALERT_EMAIL_PASSWORD_FILE: 'email-password',
      ALERT_EMAIL_CA_FILE: 'ca.pem',
    },
    files: { 'email-password': `${PASSWORD}\n`, 'ca.pem': certificate },
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function selfSigned(): Promise<{ key: string; certificate: string }> {
  await using folder = await temporaryFolder();
  const [keyFile, certificateFile] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')];
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout'.split(' ');
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  const out = ['-days', '1', '-out', certificateFile];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, keyFile, ...subject, ...out]);
  return { key: await readFile(keyFile, 'utf8'), certificate: await readFile(certificateFile, 'utf8') };
}
