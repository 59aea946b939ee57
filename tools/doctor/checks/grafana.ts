import * as v from 'valibot';
import { request, RequestError, requestJson } from '../../stack/http.ts';
import { type Check, failed, note, ok } from '../check.ts';
import { fromApi } from './api.ts';

const group = 'Grafana';

/** As provisioned; links and dashboards hang on it. */
const DATA_SOURCE = 'hg612-prometheus';

const Health = v.object({ database: v.string(), version: v.optional(v.string(), '?') });

/** Whether Grafana runs. The stack works without it. */
export const grafanaCheck: Check = {
  group,
  name: 'grafana',
  needs: [],
  async run({ addresses, place }, _learnt, signal) {
    try {
      const health = await requestJson(addresses.grafana, '/api/health', signal);
      return await fromApi(Promise.resolve(health), Health, ({ version }) =>
        ok(`version ${version} answers at ${addresses.grafana}`),
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const elsewhere = place === 'host' ? 'GRAFANA_URL=… npm run doctor' : 'set GRAFANA_URL';
      if (!error.unreachable)
        return failed(
          error.message,
          `Is another program at this address? If yours is elsewhere: ${elsewhere}`,
        );
      return {
        ...note(
          `not here: ${error.message}`,
          `All but the dashboards works without it. \`npm start\` says why it was left out; if yours is elsewhere: ${elsewhere}`,
        ),
        blocks: true,
      };
    }
  },
};

const QueryAnswer = v.object({
  results: v.object({ A: v.object({ error: v.optional(v.string()), status: v.optional(v.number()) }) }),
});

/** Whether dashboards get an answer out of Prometheus: asks as anybody who looks at one. */
export const dataSourceCheck: Check = {
  group,
  name: 'data source',
  needs: ['grafana'],
  async run({ addresses, settings }, _learnt, signal) {
    const datasource = { uid: DATA_SOURCE, type: 'prometheus' };
    const query = {
      refId: 'A',
      datasource,
      expr: 'vector(1)',
      instant: true,
      intervalMs: 30_000,
      maxDataPoints: 1,
    };
    const base = withLogin(addresses.grafana, settings['GRAFANA_ADMIN_PASSWORD']);
    try {
      const { status, text } = await request(base, '/api/ds/query', signal, {
        queries: [query],
        from: 'now-1m',
        to: 'now',
      });
      if (status === 401 || status === 403) {
        return note(
          `Grafana lets nobody ask without a login (HTTP status ${status})`,
          'Look at a dashboard instead: panels with data are the proof.',
        );
      }
      if (status === 404) {
        return failed(
          `Grafana has no data source ${DATA_SOURCE}`,
          'It is provisioned from grafana/provisioning: is that folder mounted? `docker compose logs grafana` says what could not be read.',
        );
      }
      const answer = v.safeParse(QueryAnswer, jsonOf(text));
      const error = answer.success ? answer.output.results.A.error : text.slice(0, 200);
      if (status === 200 && answer.success && error === undefined)
        return ok('Prometheus answers through Grafana');
      return failed(
        `a query through Grafana failed (HTTP status ${status}): ${error ?? 'no reason given'}`,
        'Its data source asks http://prometheus:9090: does Prometheus run, and is it in the same network?',
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed(error.message, '`docker compose logs grafana` says more.');
    }
  },
};

/** As the admin where the password is known, else as anybody. */
function withLogin(address: string, password: string | undefined): string {
  if (password === undefined) return address;
  const url = new URL(address);
  if (url.username !== '') return address;
  url.username = 'admin';
  url.password = encodeURIComponent(password);
  return url.href.replace(/\/+$/, '');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
