import type { Router } from '@koa/router';
import type { ReadLastDay } from '../../history/last-day.ts';
import { linkForBrowser } from '../landing/links.ts';
import { renderLandingPage } from '../landing/page.ts';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import type { ReadForClient } from '../read-for-client.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { observe } from '../../../../modem/src/observation.ts';

/** Seconds after which the browser loads the page again, as often as Prometheus scrapes. */
const REFRESH_SECONDS = 30;

/** Path of the line's dashboard in Grafana. */
const DASHBOARD_PATH = '/d/hg612-line';

/** What the route needs. */
export interface LandingDependencies {
  read: ReadForClient;
  /** Address of the modem's status page. */
  modemAddress: string;
  /** How pages call the line. */
  lineName: string;
  runbook: Runbook;
  /** Base URL of Grafana as a browser reaches it. */
  grafanaUrl?: string | undefined;
  /** Without it, the page shows only the read that it is made from. */
  readLastDay?: ReadLastDay | undefined;
  /** Without it, telnet is off and there is no spectrum. */
  spectrumReader?: object | undefined;
  spectrumPage?: object | undefined;
  /** Without it, there are no reports. */
  report?: object | undefined;
  limitPages: Limiter;
}

/** `GET /`: the state of the line, for a person. */
export function addLandingRoute(router: Router, dependencies: LandingDependencies): void {
  const { read, modemAddress, lineName, runbook, grafanaUrl, readLastDay, limitPages } = dependencies;
  const hasSpectrum = dependencies.spectrumReader !== undefined && dependencies.spectrumPage !== undefined;
  const hasReport = dependencies.report !== undefined;
  router.get('/', async (ctx) => {
    const [result, lastDay] = await Promise.all([read(ctx), readLastDay?.()]);
    if (result === undefined) return;
    const refresh = ctx.query['refresh'] === 'off' ? undefined : REFRESH_SECONDS;
    if (refresh !== undefined) ctx.set('refresh', String(refresh));
    ctx.set('cache-control', 'no-store');
    ctx.type = 'html';
    const modem = { address: modemAddress, link: linkForBrowser(modemAddress, ctx.hostname) };
    const dashboard = grafanaUrl && linkForBrowser(`${grafanaUrl}${DASHBOARD_PATH}`, ctx.hostname);
    const context = { lineName, runbook, modem, dashboard, lastDay, refresh, hasSpectrum, hasReport };
    ctx.body = await limitPages(async () => renderLandingPage(observe(result), context));
  });
}
