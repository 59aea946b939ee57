import type { Router } from '@koa/router';

/** `GET /-/healthy` and `GET /-/ready`: the process runs; the modem's state does not matter. */
export function addHealthRoutes(router: Router): void {
  for (const word of ['healthy', 'ready']) {
    router.get(`/-/${word}`, (ctx) => {
      ctx.body = `${word}\n`;
    });
  }
}
