import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

import { run } from '../lib/run.mjs';
import { startServer } from '../test/support/start-server.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

const PROBE = fileURLToPath(new URL('http-probe', import.meta.url));
const requests: string[] = [];
const server = await startServer(
  createServer((request, response) => {
    requests.push(request.url ?? '');
    const [, status] = /^\/status\/(\d+)$/.exec(request.url ?? '') ?? [];
    response.statusCode = Number(status ?? (request.url === '/-/healthy' ? 200 : 503));
    response.end('answer\n');
  }),
);
const folder = await temporaryFolder();
symlinkSync('/bin/bash', join(folder.path, 'bash'));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder.remove();
});

/** Runs the probe as an image without wget does: there is bash and nothing else. */
const probe = (path: string, at = server.port) =>
  run('/bin/sh', [PROBE, String(at), path], { env: { PATH: folder.path }, timeoutMs: 10_000 });

describe('http-probe', () => {
  it('succeeds when the answer has status 200', async () => {
    expect(await probe('/-/healthy')).toMatchObject({ code: 0 });
    expect(requests).toContain('/-/healthy');
  });

  it('fails when the answer has another status', async () => {
    expect((await probe('/-/ready')).code).not.toBe(0);
  });

  it('fails when nothing listens', async () => {
    expect((await probe('/-/healthy', 1)).code).not.toBe(0);
  });

  it.each([400, 401, 429])(
    'succeeds with status %i of an exporter with a web configuration file',
    async (status) => {
      expect(await probe(`/status/${status}`)).toMatchObject({ code: 0 });
    },
  );

  it.each([403, 404, 500])('fails with status %i', async (status) => {
    expect((await probe(`/status/${status}`)).code).not.toBe(0);
  });

  it.each([
    { name: 'succeeds', script: 'echo "$@" >&2', code: 0 },
    {
      name: 'is refused',
      script: 'echo "wget: server returned error: HTTP/1.1 401 Unauthorized" >&2; exit 1',
      code: 0,
    },
    {
      name: 'fails',
      script: 'echo "wget: server returned error: HTTP/1.1 503 Service Unavailable" >&2; exit 1',
      code: 1,
    },
  ])('uses wget where there is one: it $name', async ({ script, code }) => {
    const wget = join(folder.path, 'wget');
    writeFileSync(
      wget,
      `#!/bin/bash\n[ "$*" = "-q -O /dev/null http://127.0.0.1:${server.port}/-/healthy" ] || exit 2\n${script}\n`,
    );
    chmodSync(wget, 0o755);
    expect((await probe('/-/healthy')).code).toBe(code);
  });
});
