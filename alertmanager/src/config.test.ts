import { describe, expect, it } from 'vitest';
import { loadNotifications } from './config.ts';
import type { Environment } from '../../lib/environment.ts';

const files: Readonly<Record<string, string>> = {
  password: 'correct horse\n',
  'two-lines': 'one\ntwo\n',
  empty: '\n',
  'discord-url': 'https://discord.example/api/webhooks/1/from-a-file\n',
  'ca.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
};

function readSecretFile(name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`"${name}" (no such file); put it into the folder secrets`);
  return text;
}

const load = (environment: Environment) =>
  loadNotifications(environment, readSecretFile, (name) => `/s/${name}`);

const mail = { ALERT_EMAIL_TO: 'me@example.org', ALERT_EMAIL_SMARTHOST: 'smtp.example.org:587' };
const mailFrom = { ...mail, ALERT_EMAIL_FROM: 'hg612@example.org' };
const ca = { ALERT_EMAIL_CA_FILE: 'ca.pem', ALERT_NTFY_CA_FILE: 'ca.pem', ALERT_WEBHOOK_CA_FILE: 'ca.pem' };

/** What the image, Docker and the compose file set. */
const container = {
  PATH: '/bin',
  HOME: '/',
  HOSTNAME: '3f1c',
  TERM: 'xterm',
  NODE_VERSION: '24.21.0',
  NODE_ENV: 'production',
  YARN_VERSION: '1.22.22',
  npm_config_cache: '/tmp',
  RELOAD_URL: 'http://alertmanager:9093',
  MODEM_PORT: 'tcp://10.0.0.1:80',
};

describe('an environment without receivers', () => {
  it.each<{ name: string; environment: Environment }>([
    { name: 'empty', environment: {} },
    { name: 'empty variables', environment: { ALERT_EMAIL_TO: '', ALERT_DISCORD_WEBHOOK_URL: '' } },
    { name: 'a severity without a receiver', environment: { ALERT_SLACK_MIN_SEVERITY: 'info' } },
    {
      name: 'other variables',
      environment: {
        MODEM_URL: 'http://x',
        ALERTMANAGER_IMAGE: 'x',
        TRAEFIK_HOST: 'home.example',
        PUID: '1000',
        COMPOSE_PROJECT_NAME: 'x',
        DOCKER_HOST: 'x',
        ...container,
      },
    },
  ])('$name', ({ environment }) => {
    expect(load(environment)).toMatchObject({ receivers: [], heartbeat: undefined });
  });
});

describe('receivers', () => {
  it.each<{ environment: Environment; name: string; config: object; secrets: object }>([
    {
      environment: mailFrom,
      name: 'email',
      config: {
        to: 'me@example.org',
        from: 'hg612@example.org',
        smarthost: 'smtp.example.org:587',
        require_tls: true,
        force_implicit_tls: false,
      },
      secrets: {},
    },
    {
      environment: {
        ...mail,
        ALERT_EMAIL_TO: 'One <one@example.org>, two@example.org',
        ALERT_EMAIL_SMARTHOST: '[2001:db8::1]:465',
        ALERT_EMAIL_USERNAME: 'hg612@example.org',
        ALERT_EMAIL_PASSWORD_FILE: 'password',
        ...ca,
      },
      name: 'email',
      config: {
        to: 'One <one@example.org>, two@example.org',
        from: 'hg612@example.org',
        smarthost: '[2001:db8::1]:465',
        force_implicit_tls: true,
        auth_username: 'hg612@example.org',
        auth_password_file: '/s/email_password',
        tls_config: { ca_file: '/s/email_ca.pem' },
      },
      secrets: { email_password: 'correct horse', 'email_ca.pem': files['ca.pem']?.trim() },
    },
    {
      // Alertmanager encodes a non-ASCII header as a whole, including the address.
      environment: {
        ...mail,
        ALERT_EMAIL_TO: 'Müller <one@example.org> , me (home) <two@example.org>,J. Doe <three@example.org>',
        ALERT_EMAIL_FROM: String.raw`HG612: [line\home] <hg612@example.org>`,
      },
      name: 'email',
      config: {
        to: '=?utf-8?b?TcO8bGxlcg==?= <one@example.org>, "me (home)" <two@example.org>, J. Doe <three@example.org>',
        from: String.raw`"HG612: [line\\home]" <hg612@example.org>`,
      },
      secrets: {},
    },
    {
      environment: { ...mailFrom, ALERT_EMAIL_TLS: 'none' },
      name: 'email',
      config: { require_tls: false, force_implicit_tls: false },
      secrets: {},
    },
    {
      environment: { ALERT_DISCORD_WEBHOOK_URL_FILE: 'discord-url' },
      name: 'discord',
      config: { webhook_url_file: '/s/discord_webhook_url' },
      secrets: { discord_webhook_url: 'https://discord.example/api/webhooks/1/from-a-file' },
    },
    {
      environment: { ALERT_TELEGRAM_BOT_TOKEN: '110:AAHd-q_', ALERT_TELEGRAM_CHAT_ID: '-1001234567890' },
      name: 'telegram',
      config: { url_file: '/s/telegram_url', payload: { chat_id: -1_001_234_567_890 } },
      secrets: { telegram_url: 'https://api.telegram.org/bot110:AAHd-q_/sendMessage' },
    },
    {
      environment: {
        ALERT_TELEGRAM_BOT_TOKEN: '110:AAHd',
        ALERT_TELEGRAM_CHAT_ID: '@my_line',
        ALERT_TELEGRAM_THREAD_ID: '3',
        ALERT_TELEGRAM_API_URL: 'http://telegram-bot-api:8081/',
      },
      name: 'telegram',
      config: { payload: { chat_id: '@my_line', message_thread_id: 3 } },
      secrets: { telegram_url: 'http://telegram-bot-api:8081/bot110:AAHd/sendMessage' },
    },
    {
      environment: { ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.example/services/T/B/x' },
      name: 'slack',
      config: { api_url_file: '/s/slack_webhook_url' },
      secrets: { slack_webhook_url: 'https://hooks.slack.example/services/T/B/x' },
    },
    {
      environment: { ALERT_NTFY_URL: 'https://ntfy.sh/my-line-5e1f', ALERT_NTFY_TOKEN: 'tk_1', ...ca },
      name: 'ntfy',
      config: {
        url_file: '/s/ntfy_url',
        http_config: {
          authorization: { type: 'Bearer', credentials_file: '/s/ntfy_token' },
          tls_config: { ca_file: '/s/ntfy_ca.pem' },
        },
      },
      secrets: { ntfy_url: 'https://ntfy.sh', ntfy_token: 'tk_1' },
    },
    {
      environment: { ALERT_WEBHOOK_URL: 'http://nas.lan:8080/hook?key=1' },
      name: 'webhook',
      config: { url_file: '/s/webhook_url' },
      secrets: { webhook_url: 'http://nas.lan:8080/hook?key=1' },
    },
  ])('$name from $environment', ({ environment, name, config, secrets }) => {
    const { receivers } = load(environment);
    expect(receivers).toHaveLength(1);
    expect(receivers[0]).toMatchObject({ name, minSeverity: 'warning', secrets });
    expect(Object.values(receivers[0]?.configs ?? {})[0]?.[0]).toMatchObject({
      send_resolved: true,
      ...config,
    });
  });

  it('each have a minimum severity', () => {
    const { receivers, heartbeat } = load({
      ...mailFrom,
      ALERT_EMAIL_MIN_SEVERITY: 'critical',
      ALERT_WEBHOOK_URL: 'http://nas.lan',
      ALERT_WEBHOOK_MIN_SEVERITY: 'info',
      DEADMANSWITCH_URL: 'https://hc.example/ping/1',
    });
    expect(receivers.map(({ name, minSeverity }) => `${name} ${minSeverity}`)).toEqual([
      'email critical',
      'webhook info',
    ]);
    expect(heartbeat).toMatchObject({
      name: 'deadmansswitch',
      secrets: { deadmansswitch_url: 'https://hc.example/ping/1' },
    });
  });
});

describe('invalid settings', () => {
  const url = 'a URL that begins with https:// or http://';
  const topic = 'the URL of a topic, such as https://ntfy.sh/my-line-5e1f, whose name is not a number';
  const token = 'the token from BotFather, such as 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

  it.each<{ environment: Environment; problems: string[] }>([
    {
      environment: { ALERT_DISCORD_WEBHOOK_URL: 'discord.com/api/webhooks/1/secret' },
      problems: [`ALERT_DISCORD_WEBHOOK_URL: expected ${url}, found *** (33 characters)`],
    },
    {
      environment: { ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.example/{{ .Status }}' },
      problems: [`ALERT_SLACK_WEBHOOK_URL: expected ${url}, found *** (41 characters)`],
    },
    {
      environment: { ALERT_WEBHOOK_URL: 'https://' },
      problems: [`ALERT_WEBHOOK_URL: expected ${url}, found *** (8 characters)`],
    },
    {
      environment: { DEADMANSWITCH_URL: 'ftp://hc.example' },
      problems: [`DEADMANSWITCH_URL: expected ${url}, found *** (16 characters)`],
    },
    {
      environment: { ALERT_SLACK_WEBHOOK_URL: 'https://a', ALERT_SLACK_WEBHOOK_URL_FILE: 'discord-url' },
      problems: [
        'ALERT_SLACK_WEBHOOK_URL: expected either ALERT_SLACK_WEBHOOK_URL or ALERT_SLACK_WEBHOOK_URL_FILE, found both',
      ],
    },
    {
      environment: { ALERT_SLACK_WEBHOOK_URL_FILE: 'slack' },
      problems: [
        'ALERT_SLACK_WEBHOOK_URL_FILE: expected a readable file, found "slack" (no such file); put it into the folder secrets',
      ],
    },
    {
      environment: { ALERT_SLACK_WEBHOOK_URL_FILE: 'two-lines' },
      problems: [`ALERT_SLACK_WEBHOOK_URL_FILE: expected a file with ${url}, found *** (2 lines)`],
    },
    {
      environment: { ALERT_WEBHOOK_URL: 'http://a', ALERT_WEBHOOK_TOKEN_FILE: 'empty' },
      problems: ['ALERT_WEBHOOK_TOKEN_FILE: expected a file with one line of text, found an empty value'],
    },
    {
      environment: { ALERT_WEBHOOK_URL: 'http://a', ALERT_WEBHOOK_CA_FILE: 'password' },
      problems: ['ALERT_WEBHOOK_CA_FILE: expected a file with a PEM certificate, found *** (13 characters)'],
    },
    {
      environment: { ALERT_TELEGRAM_BOT_TOKEN: '110:AAHd' },
      problems: ['ALERT_TELEGRAM_CHAT_ID: expected a chat for ALERT_TELEGRAM_BOT_TOKEN, found nothing'],
    },
    {
      environment: { ALERT_TELEGRAM_CHAT_ID: '7' },
      problems: ['ALERT_TELEGRAM_BOT_TOKEN: expected a bot token for ALERT_TELEGRAM_CHAT_ID, found nothing'],
    },
    {
      environment: { ALERT_TELEGRAM_BOT_TOKEN: 'bot110', ALERT_TELEGRAM_CHAT_ID: 'my line' },
      problems: [
        `ALERT_TELEGRAM_BOT_TOKEN: expected ${token}, found *** (6 characters)`,
        'ALERT_TELEGRAM_CHAT_ID: expected the number of a chat, negative for a group, or @ and the name of a public channel, found "my line"',
      ],
    },
    ...[
      'https://ntfy.sh',
      'https://ntfy.sh/a/b',
      'https://ntfy.sh/12',
      'https://ntfy.sh/no',
      'https://ntfy.sh/a?x=1',
    ].map((address) => ({
      environment: { ALERT_NTFY_URL: address },
      problems: [`ALERT_NTFY_URL: expected ${topic}, found *** (${address.length} characters)`],
    })),
    {
      environment: { ALERT_EMAIL_TO: 'me@example.org' },
      problems: [
        'ALERT_EMAIL_SMARTHOST: expected a mail server, required with ALERT_EMAIL_TO, found nothing',
        'ALERT_EMAIL_FROM: expected a sender, required with ALERT_EMAIL_TO, found nothing',
      ],
    },
    {
      environment: { ALERT_EMAIL_SMARTHOST: 'smtp.example.org:587' },
      problems: ['ALERT_EMAIL_TO: expected a recipient, required with ALERT_EMAIL_SMARTHOST, found nothing'],
    },
    {
      environment: {
        ALERT_EMAIL_TO: 'me',
        ALERT_EMAIL_FROM: 'a@example.org, b@example.org',
        ALERT_EMAIL_SMARTHOST: 'smtp.example.org',
        ALERT_EMAIL_TLS: 'ssl',
        ALERT_EMAIL_MIN_SEVERITY: 'high',
      },
      problems: [
        'ALERT_EMAIL_TO: expected comma-separated mail addresses, found "me"',
        'ALERT_EMAIL_SMARTHOST: expected a mail server as host:port, such as smtp.example.org:587, found "smtp.example.org"',
        'ALERT_EMAIL_FROM: expected one mail address, found "a@example.org, b@example.org"',
        'ALERT_EMAIL_TLS: expected starttls, implicit or none, found "ssl"',
        'ALERT_EMAIL_MIN_SEVERITY: expected info, warning or critical, found "high"',
      ],
    },
    // Addresses with which Alertmanager would fail at the first mail.
    ...[
      'a..b@example.org',
      '.a@example.org',
      'a(b@example.org',
      'hg612@exämple.org',
      'Line\nhome <a@example.org>',
    ].map((address) => ({
      environment: { ...mail, ALERT_EMAIL_FROM: address },
      problems: [`ALERT_EMAIL_FROM: expected one mail address, found ${JSON.stringify(address)}`],
    })),
    {
      environment: { ...mailFrom, ALERT_EMAIL_SMARTHOST: 'smtp.example.org:99999' },
      problems: [
        'ALERT_EMAIL_SMARTHOST: expected a mail server as host:port, such as smtp.example.org:587, found "smtp.example.org:99999"',
      ],
    },
    {
      environment: { ...mailFrom, ALERT_EMAIL_USERNAME: 'me' },
      problems: [
        'ALERT_EMAIL_PASSWORD: expected a password (or ALERT_EMAIL_PASSWORD_FILE), required with ALERT_EMAIL_USERNAME, found nothing',
      ],
    },
    {
      environment: { ...mailFrom, ALERT_EMAIL_PASSWORD: 'hunter2' },
      problems: ['ALERT_EMAIL_USERNAME: expected a user name, required with a password, found nothing'],
    },
    {
      environment: {
        ...mailFrom,
        ALERT_EMAIL_USERNAME: 'me',
        ALERT_EMAIL_PASSWORD: 'hunter2',
        ALERT_EMAIL_TLS: 'none',
      },
      problems: ['ALERT_EMAIL_TLS: expected starttls or implicit, required with a password, found "none"'],
    },
    {
      environment: {
        ALERT_DISCORD_WEBHOK_URL: 'https://discord.example',
        DEADMANS_SWITCH_URL: 'https://hc.example',
      },
      problems: [
        'ALERT_DISCORD_WEBHOK_URL: unknown setting; did you mean ALERT_DISCORD_WEBHOOK_URL?',
        'DEADMANS_SWITCH_URL: unknown setting; did you mean DEADMANSWITCH_URL?',
      ],
    },
    // Settings of the other services: the generator is the one place that sees all of .env.
    ...[
      ['MODEM_TELNETT', 'MODEM_TELNET'],
      ['EXPORTER_PROT', 'EXPORTER_PORT'],
      ['GRAFANA_PROT', 'GRAFANA_PORT'],
      ['XDSL_LAYOUT', 'XDSL_STATUS_LAYOUT'],
      ['HISTORY_DAY', 'HISTORY_DAYS'],
      ['PROMETHEUS_RETENTION_TIME', 'PROMETHEUS_RETENTION_SIZE'],
      ['MOCK_PORT', 'MOCK_MODEM_PORT'],
      ['BIND_ADRESS', 'BIND_ADDRESS'],
      ['SCENARIO_NAME', 'SCENARIO'],
      // Without a prefix of ours.
      ['MODMEM_URL', 'MODEM_URL'],
      ['SECRET_DIR', 'SECRETS_DIR'],
      ['LOG_LEVL', 'LOG_LEVEL'],
      ['LOGLEVEL', 'LOG_LEVEL'],
      ['SPEEED', 'SPEED'],
    ].map(([name = '', suggestion]) => ({
      environment: { ...container, [name]: '1' },
      problems: [`${name}: unknown setting; did you mean ${suggestion}?`],
    })),
    {
      environment: { MODEM_TELNET: '192.168.1.1' },
      problems: ['MODEM_URL: expected the address of the modem beside MODEM_TELNET, found nothing'],
    },
    {
      environment: { SPECTRUM: 'yes' },
      problems: ['SPECTRUM: expected on or off, found "yes"'],
    },
    {
      environment: { SPECTRUM: 'on', MODEM_URL: 'http://192.168.1.1' },
      problems: [
        'SPECTRUM: expected off, or the telnet shell in MODEM_TELNET, which has the spectrum, found "on"',
      ],
    },
    {
      environment: { TZ: 'Europe/Londn', GRAFANA_URL: 'localhost:3000', ALERTMANAGER_URL: 'http://a/?b=1' },
      problems: [
        'TZ: expected a time zone such as Europe/London, found "Europe/Londn"',
        `GRAFANA_URL: expected ${url}, found "localhost:3000"`,
        `ALERTMANAGER_URL: expected ${url}, found "http://a/?b=1"`,
      ],
    },
  ])('$environment', ({ environment, problems }) => {
    const wrong = Object.assign(new Error(problems.join('\n')), { name: 'EnvironmentError', problems });
    expect(() => load(environment)).toThrow(wrong);
  });

  it('reveal nothing about a secret but its length', () => {
    const secret = 'https//discord.com/api/webhooks/1/s3cr3t';
    const environment = Object.fromEntries(
      ['DISCORD_WEBHOOK_URL', 'SLACK_WEBHOOK_URL', 'WEBHOOK_URL', 'NTFY_URL', 'TELEGRAM_BOT_TOKEN'].map(
        (name) => [`ALERT_${name}`, secret],
      ),
    );
    expect(() => load(environment)).toThrow(/^(?:(?!s3cr3t).)*$/s);
  });
});
