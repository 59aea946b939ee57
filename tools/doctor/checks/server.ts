import * as v from 'valibot';
import type { Addresses, Place } from '../../stack/addresses.ts';
import { START } from '../../stack/commands.ts';
import { ENDPOINTS } from '../../stack/services.mjs';
import { type HttpResponse, request, RequestError, requestJson, withoutLogin } from '../../../lib/http.ts';
import { type Check, failed, type Finding, ok } from '../check.ts';

/** A service whose state the doctor only reports, besides the exporter. */
type Service = 'exporter' | 'prometheus' | 'alertmanager';

const TITLES = { exporter: 'the exporter', prometheus: 'Prometheus', alertmanager: 'Alertmanager' };

/** What the right server responds. */
interface Expected {
  readonly path: string;
  readonly isExpected: (response: HttpResponse) => boolean;
  readonly special?: (response: HttpResponse) => Finding | undefined;
}

/** Creates the check whether a server runs and is the one that is expected. */
export const serverCheck = (
  group: string,
  service: Exclude<Service, 'alertmanager'>,
  expected: Expected,
): Check => ({
  group,
  name: service,
  needs: [],
  run: ({ addresses, place }, _data, signal) =>
    describeServer(service, addresses[service], place, signal, expected),
});

/** Whether the server that is expected runs at an address. */
export async function describeServer(
  service: Service,
  address: string,
  place: Place,
  signal: AbortSignal,
  { path, isExpected, special = () => undefined }: Expected,
): Promise<Finding> {
  try {
    const response = await request(address, path, signal);
    if (isExpected(response)) return ok(`running at ${withoutLogin(address)}`);
    return (
      special(response) ??
      failed(
        `${service}-wrong-server`,
        `another program than ${TITLES[service]} responds at ${withoutLogin(address)} (HTTP status ${response.status})`,
        `Stop it, or set ${ENDPOINTS[service].portVariable} in .env to a free port, then run ${START}. ` +
          elsewhere(service, place),
      )
    );
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const code = error.unreachable ? (`${service}-unreachable` as const) : (`${service}-error` as const);
    return failed(code, error.message, startAdvice(service, place));
  }
}

/** How to tell the doctor that a service runs on another machine. */
export const elsewhere = (service: keyof Addresses, place: Place): string => {
  const variable = `${service.toUpperCase()}_URL`;
  return place === 'host'
    ? `If it runs elsewhere: ${variable}=… npm run doctor`
    : `If it runs elsewhere, set ${variable}.`;
};

function startAdvice(service: Service, place: Place): string {
  if (place === 'container') {
    return service === 'exporter'
      ? 'The exporter is the main process of this container. See its log: `docker compose logs exporter`.'
      : `Run \`docker compose up -d\` to start the stack. ${elsewhere(service, place)}`;
  }
  const log =
    service === 'alertmanager'
      ? '`docker compose logs alertmanager-config` lists invalid settings, `docker compose logs alertmanager` other errors.'
      : `If it exits, see \`docker compose logs ${service}\`.`;
  return `Run \`npm start\` to start the stack. ${log} ${elsewhere(service, place)}`;
}

/**
 * Requests JSON from an API and describes it, or reports why it could not be read.
 *
 * @param describe gets the validated response
 */
export async function describeApi<Data>(
  service: keyof Addresses,
  address: string,
  path: string,
  signal: AbortSignal,
  schema: v.GenericSchema<unknown, Data>,
  describe: (data: Data) => Finding,
): Promise<Finding> {
  try {
    const response = v.safeParse(schema, await requestJson(address, path, signal));
    if (response.success) return describe(response.output);
    return failed(`${service}-error`, `${withoutLogin(address)}${path}: unexpected response`, WRONG_SERVER);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return failed(`${service}-error`, error.message, WRONG_SERVER);
  }
}

const WRONG_SERVER = 'Check whether another program or a proxy responds at this address.';
