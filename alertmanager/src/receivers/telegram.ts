import { baseUrl, HTTP_URL, oneLine, wholeNumber } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import * as v from 'valibot';
import type { ReceiverKind } from './receiver.ts';

const TOKEN_FILE = 'telegram_bot_token';

const botToken = v.pipe(oneLine, v.regex(/^\d+:[\w-]+$/));

/** A Telegram chat, group or channel, by a bot that may write there. */
export const telegram: ReceiverKind = (settings, secretPath) => {
  const token = settings.secret(
    'ALERT_TELEGRAM_BOT_TOKEN',
    'the token that BotFather gave, such as 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
    botToken,
  );
  const hasToken = settings.has('ALERT_TELEGRAM_BOT_TOKEN') || settings.has('ALERT_TELEGRAM_BOT_TOKEN_FILE');
  const chatId = settings.optional(
    'ALERT_TELEGRAM_CHAT_ID',
    'the number of a chat, negative for a group',
    wholeNumber,
  );
  const threadId = settings.optional('ALERT_TELEGRAM_THREAD_ID', 'the number of a topic', wholeNumber);
  const apiUrl = settings.withDefault(
    'ALERT_TELEGRAM_API_URL',
    'https://api.telegram.org',
    HTTP_URL,
    baseUrl,
  );
  const minSeverity = readMinSeverity(settings, 'ALERT_TELEGRAM_MIN_SEVERITY');

  if (hasToken && !settings.has('ALERT_TELEGRAM_CHAT_ID')) {
    settings.problem('ALERT_TELEGRAM_CHAT_ID', 'a chat for ALERT_TELEGRAM_BOT_TOKEN to write to', 'nothing');
  }
  if (!hasToken && settings.has('ALERT_TELEGRAM_CHAT_ID')) {
    settings.problem('ALERT_TELEGRAM_BOT_TOKEN', 'a bot to write to ALERT_TELEGRAM_CHAT_ID', 'nothing');
  }
  if (token === undefined || chatId === undefined) return undefined;
  return {
    name: 'telegram',
    minSeverity,
    configs: {
      telegram_configs: [
        {
          send_resolved: true,
          api_url: apiUrl,
          bot_token_file: secretPath(TOKEN_FILE),
          chat_id: chatId,
          ...(threadId === undefined ? {} : { message_thread_id: threadId }),
          parse_mode: 'HTML',
          message: '{{ template "hg612.telegram.message" . }}',
        },
      ],
    },
    secrets: { [TOKEN_FILE]: token },
  };
};
