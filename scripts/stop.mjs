// npm stop: stops the stack and keeps its data.
import { optionsOrExit } from '../lib/options.mjs';
import { fail, say } from '../lib/say.mjs';
import { compose } from '../tools/stack/compose.mjs';
import { engineState } from '../tools/stack/engine.mjs';

optionsOrExit(
  'npm stop --',
  `npm stop

Stops the stack and keeps its data.

  npm stop -- --help   show this help`,
  {},
);

const engine = await engineState();
if (engine === 'forbidden') {
  fail(
    'The stack was not stopped: this user has no access to the Docker engine. Run this as the user who started the stack.',
  );
}
if (engine === 'running') {
  const stack = { variables: {}, revision: '' };
  const result = await compose(['--profile', '*', 'down', '--remove-orphans'], stack, 120_000);
  if (!result.ok) fail(`docker compose down: ${result.stderr.trim()}`);
  say('stack', 'stopped; its data is kept (docker compose down --volumes removes it)');
} else {
  say('stack', 'not running: there is no running Docker engine');
}
