import type { Socket } from 'node:net';
import type { StatisticsRecorder } from '../statistics.ts';
import type { TelnetBehaviour } from './behaviour.ts';
import { createDialogue, normalised, type Credentials, type Outputs, type Reply } from './dialogue.ts';
import { toneCommands, withToneFault } from './tone-faults.ts';
import { createSender } from './sender.ts';
import { createTerminal } from './terminal.ts';
import { createNegotiationFilter, OPENING, toWire } from './wire.ts';

interface SessionOptions {
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

/** More lines than a client sends ahead. */
const WAITING_LIMIT = 100;

/** Milliseconds that a command takes. */
const delayOf = (line: string, { delay }: TelnetBehaviour): number =>
  delay.of === 'all' || toneCommands.has(normalised(line)) ? delay.milliseconds : 0;

/** Serves one login on a connection until either side closes it. */
export function serveSession(options: SessionOptions): void {
  const { socket, behaviour, statistics } = options;
  const sender = createSender(socket, behaviour.dripMilliseconds);
  const credentials = behaviour.acceptsPasswords ? options.credentials : undefined;
  const { toneFault } = behaviour;
  const outputs =
    toneFault === undefined ? options.outputs : (): Outputs => withToneFault(options.outputs(), toneFault);
  const dialogue = createDialogue(credentials, outputs);
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

  /** Lines that were typed while a command runs. */
  const waiting: string[] = [];
  let running: NodeJS.Timeout | undefined;
  socket.once('close', () => clearTimeout(running));

  const run = (text: string): void => {
    if (hasEnded) return;
    const answer = dialogue.answer(text);
    const finish = (): void => {
      running = undefined;
      reply(answer);
      const next = waiting.shift();
      if (next !== undefined) run(next);
    };
    const delay = answer.output === undefined ? 0 : delayOf(text, behaviour);
    if (delay === 0) finish();
    else running = setTimeout(finish, delay);
  };

  const receive = createTerminal({
    line: (text) => {
      if (running === undefined) run(text);
      else if (waiting.length < WAITING_LIMIT) waiting.push(text);
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
