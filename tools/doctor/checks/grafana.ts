import * as v from 'valibot';
import { request, RequestError, requestJson } from '../../../lib/http.ts';
import { START } from '../../stack/commands.ts';
import { ENDPOINTS } from '../../stack/services.mjs';
import { type Check, failed, note, ok } from '../check.ts';
import { elsewhere } from './server.ts';

const group = 'Grafana';

/** Provisioned uid; dashboards and links refer to it. */
const DATA_SOURCE = 'hg612-prometheus';

const LEFT_OUT = '`npm start` leaves it out if there is no image, and prints the reason. ';

const Health = v.object({ database: v.string(), version: v.optional(v.string(), '?') });

/** Whether Grafana runs. The stack works without it. */
export const grafanaCheck: Check = {
  group,
  name: 'grafana',
  needs: [],
  async run({ addresses: { grafana }, place }, _data, signal) {
    try {
      const health = v.safeParse(Health, await requestJson(grafana, '/api/health', signal));
      if (health.success) return ok(`version ${health.output.version} is running at ${grafana}`);
      return failed(
        'grafana-error',
        `another program than Grafana responds at ${grafana}`,
        `Stop it, or set GRAFANA_PORT in .env to a free port, then run ${START}. ${elsewhere('grafana', place)}`,
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (!error.unreachable) {
        return failed(
          'grafana-error',
          error.message,
          `See \`docker compose logs grafana\`. ${elsewhere('grafana', place)}`,
        );
      }
      return {
        ...note(
          'grafana-not-running',
          `not running: ${error.message}`,
          `Everything but the dashboards works without Grafana. ${place === 'host' ? LEFT_OUT : ''}${elsewhere('grafana', place)}`,
        ),
        blocks: true,
      };
    }
  },
};

const QueryResponse = v.object({
  results: v.object({ A: v.object({ error: v.optional(v.string()), status: v.optional(v.number()) }) }),
});

/** Whether dashboards can query Prometheus. */
export const dataSourceCheck: Check = {
  group,
  name: 'data source',
  needs: ['grafana'],
  async run({ addresses, settings }, _data, signal) {
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
        json: { queries: [query], from: 'now-1m', to: 'now' },
      });
      if (status === 401 || status === 403) {
        return note(
          'data-source-login-required',
          `not checked: Grafana requires a login (HTTP status ${status})`,
          'Open a dashboard instead: panels that show data prove that the data source works.',
        );
      }
      if (status === 404) {
        return failed(
          'data-source-missing',
          `Grafana has no data source ${DATA_SOURCE}`,
          'Check that grafana/provisioning is mounted. `docker compose logs grafana` shows errors in its files.',
        );
      }
      const response = v.safeParse(QueryResponse, parseJson(text));
      const error = response.success ? response.output.results.A.error : text.slice(0, 200);
      if (status === 200 && response.success && error === undefined)
        return ok('a query to Prometheus succeeded');
      return failed(
        'data-source-error',
        `a query to Prometheus failed (HTTP status ${status}): ${error ?? 'no reason given'}`,
        `The data source queries http://${ENDPOINTS.prometheus.internal}. Check that Prometheus runs in the same network.`,
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return failed('grafana-error', error.message, 'See `docker compose logs grafana`.');
    }
  },
};

/** Adds the admin's login if the password is known; otherwise the query is anonymous, as dashboards are. */
function withLogin(address: string, password: string | undefined): string {
  if (password === undefined) return address;
  const url = new URL(address);
  if (url.username !== '') return address;
  url.username = 'admin';
  url.password = encodeURIComponent(password);
  return url.href.replace(/\/+$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
