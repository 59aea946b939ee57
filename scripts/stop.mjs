// npm stop: takes the stack down and keeps its data.
import { lookAtMachine } from '../setup/machine.mjs';
import { planEngine } from '../setup/plan.mjs';
import { fail, say } from '../lib/say.mjs';
import { compose } from '../tools/stack/compose.mjs';

const machine = await lookAtMachine();
if (machine.engine === 'answers') {
  const stack = { images: {}, revision: '' };
  const result = await compose(['--profile', '*', 'down', '--remove-orphans'], stack, 120_000);
  if (!result.ok) fail(`docker compose down: ${result.stderr.trim()}`);
  say('stack', 'down; its data is kept (docker compose down --volumes would remove it)');
} else {
  const step = planEngine(machine);
  if (machine.engine === 'forbidden' && step.action === 'impossible')
    fail(`The stack stays as it is: ${step.why}.`);
  say('stack', 'no Docker engine answers, so nothing runs');
}
