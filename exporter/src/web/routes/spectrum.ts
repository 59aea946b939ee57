import type { Router } from '@koa/router';
import type { Limiter } from '../../../../lib/limit-concurrency.ts';
import { sendOncePer } from '../once-per.ts';
import type { ReadSpectrum } from '../read-spectrum.ts';
import { spectrumDocument } from '../../../../modem/src/spectrum-document.ts';
import { observeSpectrum } from '../../../../modem/src/spectrum-observation.ts';
import type { SpectrumReading } from '../../scrape/spectrum-read.ts';

/** What the route needs. */
export interface SpectrumDependencies {
  readSpectrum: ReadSpectrum;
  /** How documents call the line. */
  lineName: string;
  limitPages: Limiter;
}

/**
 * `GET /spectrum.json`: the values of the line per tone. 200 with what could be read, also of a line that is not in
 * showtime, which has no values; 503 with the reasons when no table could be read. The header `Age` has the age of a
 * reading that is reused.
 */
export function addSpectrumRoute(
  router: Router,
  { readSpectrum, lineName, limitPages }: SpectrumDependencies,
): void {
  const send = sendOncePer((reading: SpectrumReading) =>
    limitPages(async () => {
      const origin = { line: lineName, readAt: reading.readAt };
      return `${JSON.stringify(spectrumDocument(observeSpectrum(reading), origin))}\n`;
    }),
  );

  router.get('/spectrum.json', async (ctx) => {
    const reading = await readSpectrum(ctx, true);
    if (reading === undefined) return;
    ctx.status = observeSpectrum(reading).state === undefined ? 503 : 200;
    ctx.type = 'json';
    ctx.set('cache-control', 'no-store');
    ctx.set('age', String(ageSeconds(reading)));
    await send(ctx, reading);
  });
}

/** Age of a reading in whole seconds. */
const ageSeconds = ({ readAt }: SpectrumReading): number =>
  Math.max(0, Math.round((Date.now() - readAt.getTime()) / 1000));
