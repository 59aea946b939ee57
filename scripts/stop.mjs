// npm stop: takes the stack down and keeps its data.
import { engineAnswers } from './lib/engine.mjs';
import { fail, say } from './lib/say.mjs';
import { compose } from './lib/stack.mjs';

if (!(await engineAnswers())) {
  say('stack', 'no Docker engine answers, so nothing runs');
} else {
  const result = await compose(
    ['--profile', '*', 'down', '--remove-orphans'],
    { images: {}, revision: '' },
    120_000,
  );
  if (!result.ok) fail(`docker compose down: ${result.stderr.trim()}`);
  say('stack', 'down; its data is kept (docker compose down --volumes would remove it)');
}
