import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Addresses } from '../../tools/doctor/addresses.ts';
import type { Patient } from '../../tools/doctor/check.ts';
import { checks } from '../../tools/doctor/checks/index.ts';
import { type Result, runChecks } from '../../tools/doctor/run.ts';
import type { Settings } from '../../tools/doctor/settings.ts';

/** A server that gives each path its answer: a text with status 200, JSON, or a status. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: { path: string; authorization: string | undefined; body: string }[];
}

/** What a path is answered with. */
export type FakeAnswer = string | number | object;

/** Plays a server of the stack; a path that it does not know is 404. */
export async function fakeServer(answers: Readonly<Record<string, FakeAnswer>>): Promise<FakeServer> {
  const asked: FakeServer['asked'] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      asked.push({ path, authorization: request.headers.authorization, body });
      const answer = answers[path] ?? answers[path.split('?')[0] ?? ''] ?? 404;
      if (typeof answer === 'number') return response.writeHead(answer).end('no');
      return response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** An address at which nothing listens. */
export async function nowhere(): Promise<string> {
  await using server = await fakeServer({});
  return server.url;
}

/** A patient at addresses where nothing is but what the test puts there. */
export async function patientWith({
  settings = {},
  addresses = {},
  ...rest
}: { settings?: Settings; addresses?: Partial<Addresses> } & Partial<
  Omit<Patient, 'settings' | 'addresses'>
> = {}): Promise<Patient> {
  const silent = await nowhere();
  return {
    settings,
    addresses: { exporter: silent, prometheus: silent, alertmanager: silent, grafana: silent, ...addresses },
    mocked: settings['MODEM_URL'] === undefined,
    place: 'host',
    now: () => Date.now() / 1000,
    ...rest,
  };
}

/** Runs one check, and before it those that it needs; each may be given less time than in earnest. */
export async function examine(name: string, patient: Patient, seconds?: number): Promise<Result> {
  const wanted = new Set<string>();
  const add = (each: string): void => {
    wanted.add(each);
    for (const need of checks.find((check) => check.name === each)?.needs ?? []) add(need);
  };
  add(name);
  // What a check can do without, but would use.
  if (name === 'line' || name === 'its reading')
    for (const each of ['status page', 'telnet login', 'line statistics']) add(each);
  const results = await runChecks(
    checks
      .filter((check) => wanted.has(check.name))
      .map((check) => (seconds === undefined ? check : { ...check, seconds })),
    patient,
    () => {},
    new AbortController().signal,
  );
  const result = results.find((each) => each.name === name);
  if (result === undefined) throw new Error(`there is no check ${name}`);
  return result;
}
