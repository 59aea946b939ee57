import type { Socket } from 'node:net';
import type { StatisticsRecorder } from '../statistics.ts';
import type { TelnetBehaviour } from './behaviour.ts';
import { createDialogue, type Credentials, type Outputs, type Reply } from './dialogue.ts';
import { createSender } from './sender.ts';
import { createTerminal } from './terminal.ts';
import { createNegotiationFilter, OPENING, toWire } from './wire.ts';

export interface SessionOptions {
  readonly socket: Socket;
  readonly behaviour: TelnetBehaviour;
  readonly credentials: Credentials;
  readonly outputs: () => Outputs;
  readonly statistics: StatisticsRecorder;
  /** Called on the client's last `exit`: the next session may start while the socket closes. */
  readonly onLogout: () => void;
}

const FLOOD = toWire('RSCorr:\t\t4294967295\t\t4294967295\n'.repeat(1024));
/** Under 1 MB/s: exceeds any limit soon without using much CPU. */
const FLOOD_INTERVAL_MS = 50;

function flood(socket: Socket): void {
  const timer = setInterval(() => {
    if (!socket.writableNeedDrain) socket.write(FLOOD);
  }, FLOOD_INTERVAL_MS);
  socket.once('close', () => clearInterval(timer));
}

/** Serves one login on a connection until either side closes it. */
export function serveSession(options: SessionOptions): void {
  const { socket, behaviour, statistics } = options;
  const sender = createSender(socket, behaviour.dripMilliseconds);
  const credentials = behaviour.acceptsPasswords ? options.credentials : undefined;
  const dialogue = createDialogue(credentials, options.outputs);
  const send = (text: string): void => {
    if (text !== '') sender.send(toWire(text));
  };
  let hasEnded = false;

  const end = (): void => {
    hasEnded = true;
    sender.end();
  };

  /** Sends a faulty output and nothing after it. */
  const sendFaulty = (output: string): void => {
    hasEnded = true;
    send(output.slice(0, Math.floor(output.length * behaviour.kept)));
    if (behaviour.output === 'cut') sender.end();
    if (behaviour.output === 'flood') flood(socket);
  };

  const reply = ({ output, text, ends, event }: Reply): void => {
    if (event) statistics.count(event);
    if (output !== undefined && behaviour.output !== 'complete') {
      sendFaulty(output);
      return;
    }
    send((output ?? '') + text);
    if (event === 'loggedOut') options.onLogout();
    if (ends) end();
  };

  const receive = createTerminal({
    line: (text) => {
      if (!hasEnded) reply(dialogue.answer(text));
    },
    echo: (text) => {
      if (!hasEnded) send(text);
    },
    isEchoing: () => dialogue.isEchoing,
  });
  const filter = createNegotiationFilter();
  socket.on('data', (chunk) => {
    // Echo a chunk in one packet, not in a packet per character.
    socket.cork();
    receive(filter(chunk));
    socket.uncork();
  });
  sender.send(OPENING);
  send(dialogue.greeting);
}
