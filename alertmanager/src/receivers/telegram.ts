import * as v from 'valibot';
import { oneLine } from '../../../lib/schemas.ts';
import { baseUrl, HTTP_URL, wholeNumber } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import { asText } from './payload.ts';
import type { ReceiverKind } from './receiver.ts';

const URL_FILE = 'telegram_url';

const botToken = v.pipe(oneLine, v.regex(/^\d+:[\w-]+$/));

/** The number of a chat, or the name of a public channel. */
const chat = v.union([wholeNumber, v.pipe(v.string(), v.regex(/^@\w{4,32}$/))]);

/**
 * A Telegram chat, group or channel that a bot may write to. Uses Alertmanager's webhook instead of its
 * `telegram_configs`: the latter log the URL, which contains the bot's token, when it cannot be reached, which is
 * whenever the line is down.
 */
export const telegram: ReceiverKind = (variables, secretPath) => {
  const token = variables.secret(
    'ALERT_TELEGRAM_BOT_TOKEN',
    'the token from BotFather, such as 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
    botToken,
  );
  const hasToken =
    variables.has('ALERT_TELEGRAM_BOT_TOKEN') || variables.has('ALERT_TELEGRAM_BOT_TOKEN_FILE');
  const chatId = variables.optional(
    'ALERT_TELEGRAM_CHAT_ID',
    'the number of a chat, negative for a group, or @ and the name of a public channel',
    chat,
  );
  const threadId = variables.optional('ALERT_TELEGRAM_THREAD_ID', 'the number of a topic', wholeNumber);
  const apiUrl = variables.withDefault(
    'ALERT_TELEGRAM_API_URL',
    'https://api.telegram.org',
    HTTP_URL,
    baseUrl,
  );
  const minSeverity = readMinSeverity(variables, 'ALERT_TELEGRAM_MIN_SEVERITY');

  if (hasToken && !variables.has('ALERT_TELEGRAM_CHAT_ID')) {
    variables.problem('ALERT_TELEGRAM_CHAT_ID', 'a chat for ALERT_TELEGRAM_BOT_TOKEN', 'nothing');
  }
  if (!hasToken && variables.has('ALERT_TELEGRAM_CHAT_ID')) {
    variables.problem('ALERT_TELEGRAM_BOT_TOKEN', 'a bot token for ALERT_TELEGRAM_CHAT_ID', 'nothing');
  }
  if (token === undefined || chatId === undefined) return undefined;
  return {
    name: 'telegram',
    minSeverity,
    configs: {
      webhook_configs: [
        {
          send_resolved: true,
          url_file: secretPath(URL_FILE),
          timeout: '10s',
          payload: {
            chat_id: chatId,
            ...(threadId === undefined ? {} : { message_thread_id: threadId }),
            parse_mode: 'HTML',
            link_preview_options: { is_disabled: true },
            text: asText('hg612.telegram.message'),
          },
        },
      ],
    },
    secrets: { [URL_FILE]: `${apiUrl}/bot${token}/sendMessage` },
  };
};
