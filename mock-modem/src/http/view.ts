import { createHash } from 'node:crypto';
import type { Router } from '@koa/router';
import type { Stage } from '../stage.ts';
import { renderLine, renderPage, SCRIPT, type View } from '../view/page.ts';

const scriptHash = createHash('sha256').update(SCRIPT).digest('base64');
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${scriptHash}'`,
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Adds the page for people, and the part of it that the page asks for again and again. */
export function addView(router: Router, stage: Stage): void {
  const view = (): View => ({ frame: stage.frame(), act: stage.act, line: stage.line, speed: stage.speed });
  router.get('/', (context) => {
    context.set('Content-Security-Policy', POLICY);
    context.set('Cache-Control', 'no-store');
    context.type = 'html';
    context.body = renderPage(view());
  });
  router.get('/-/line', (context) => {
    context.set('Cache-Control', 'no-store');
    context.type = 'html';
    context.body = renderLine(view());
  });
}
