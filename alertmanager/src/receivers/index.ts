import { discord } from './discord.ts';
import { email } from './email.ts';
import { ntfy } from './ntfy.ts';
import type { ReceiverKind } from './receiver.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

/** All kinds of receivers. To add one, add a file beside these and a line here. */
export const receiverKinds: readonly ReceiverKind[] = [email, discord, telegram, slack, ntfy, webhook];
