import type { Router } from '@koa/router';
import type { Runbook } from '../runbook/runbook.ts';

/** `GET /runbook`: what to do about each alert. */
export function addRunbookRoute(router: Router, runbook: Runbook): void {
  router.get('/runbook', (ctx) => {
    ctx.type = 'html';
    ctx.body = runbook.page;
  });
}
