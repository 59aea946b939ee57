import { createHash } from 'node:crypto';
import type { Router } from '@koa/router';
import type { Fleet } from '../fleet/fleet.ts';
import type { Playback } from '../scenarios/playback.ts';
import { renderLine, renderPage, SCRIPT, type View } from './page/page.ts';

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

/** Adds the control page, and the part of it that its script refreshes. */
export function addPage(router: Router, playback: Playback, fleet: Fleet): void {
  const view = (): View => ({
    answers: playback.answers(),
    selection: playback.selection,
    line: playback.line,
    speed: playback.speed,
    fleet,
  });
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
