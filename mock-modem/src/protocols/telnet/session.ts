import type { Socket } from 'node:net';
import type { StatisticsRecorder } from '../statistics.ts';
import type { TelnetBehaviour } from './behaviour.ts';
import { createDialogue, type Credentials, type Outputs, type Reply } from './dialogue.ts';
import { createSender } from './sender.ts';
import { createTerminal } from './terminal.ts';
import { createNegotiationFilter, OPENING, toWire } from './wire.ts';

/** What a session is made of. */
export interface SessionOptions {
  readonly socket: Socket;
  readonly behaviour: TelnetBehaviour;
  readonly credentials: Credentials;
  readonly outputs: () => Outputs;
  readonly statistics: StatisticsRecorder;
  /** Called when the client has said its last `exit`: the next one may come, whatever the socket still does. */
  readonly onLogout: () => void;
}

const FLOOD = toWire('RSCorr:\t\t4294967295\t\t4294967295\n'.repeat(1024));
/** Under a megabyte a second: beyond any bound in no time, without taking the machine's processor. */
const FLOOD_INTERVAL_MS = 50;

function flood(socket: Socket): void {
  const timer = setInterval(() => {
    if (!socket.writableNeedDrain) socket.write(FLOOD);
  }, FLOOD_INTERVAL_MS);
  socket.once('close', () => clearInterval(timer));
}

/** Serves one login on a connection until either side ends it. */
export function serveSession(options: SessionOptions): void {
  const { socket, behaviour, statistics } = options;
  const sender = createSender(socket, behaviour.dripMilliseconds);
  const credentials = behaviour.acceptsPasswords ? options.credentials : undefined;
  const dialogue = createDialogue(credentials, options.outputs);
  const say = (text: string): void => {
    if (text !== '') sender.send(toWire(text));
  };
  let isOver = false;

  const end = (): void => {
    isOver = true;
    sender.end();
  };

  /** Spoils an output; what would follow it does not come any more. */
  const spoil = (output: string): void => {
    isOver = true;
    say(output.slice(0, Math.floor(output.length * behaviour.kept)));
    if (behaviour.output === 'cut') sender.end();
    if (behaviour.output === 'flood') flood(socket);
  };

  const reply = ({ output, text, ends, event }: Reply): void => {
    if (event) statistics.count(event);
    if (output !== undefined && behaviour.output !== 'whole') {
      spoil(output);
      return;
    }
    say((output ?? '') + text);
    if (event === 'loggedOut') options.onLogout();
    if (ends) end();
  };

  const type = createTerminal({
    line: (text) => {
      if (!isOver) reply(dialogue.answer(text));
    },
    echo: (text) => {
      if (!isOver) say(text);
    },
    isEchoing: () => dialogue.isEchoing,
  });
  const filter = createNegotiationFilter();
  socket.on('data', (chunk) => {
    // What comes at once is echoed at once, not in a packet for each character.
    socket.cork();
    type(filter(chunk));
    socket.uncork();
  });
  sender.send(OPENING);
  say(dialogue.greeting);
}
