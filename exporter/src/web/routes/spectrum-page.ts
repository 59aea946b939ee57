import type { Router } from '@koa/router';
import type { Program, ProgramRunner } from '../program-runner.ts';
import { refuse } from '../refuse.ts';
import { runForClient } from '../run-for-client.ts';
import type { ReadSpectrum } from '../read-spectrum.ts';
import { spectrumDocument } from '../../../../modem/src/spectrum-document.ts';
import { observeSpectrum } from '../../../../modem/src/spectrum-observation.ts';
import type { SpectrumReading } from '../../scrape/spectrum-read.ts';
import type { PageInput } from '../../spectrum-page/input.ts';
import { type SpectrumReferences, SpectrumReferenceError } from '../../spectrum-references.ts';

/** How the page is rendered. */
export interface SpectrumPage {
  readonly program: Pick<Program, 'file' | 'environment'>;
  readonly runner: ProgramRunner;
  /** Undefined when no folder is configured. */
  readonly references: SpectrumReferences | undefined;
}

/** What the route needs. */
export interface SpectrumPageDependencies {
  readSpectrum: ReadSpectrum;
  /** How the page calls the line. */
  lineName: string;
  /** Undefined: there is no page. */
  spectrumPage?: SpectrumPage | undefined;
}

/**
 * `GET /spectrum?reference=NAME`: the spectrum as a page, compared with a saved reading if one is named. 400 or 404 for
 * a name that is none, 503 when no table could be read or another page is being rendered.
 */
export function addSpectrumPageRoute(
  router: Router,
  { readSpectrum, lineName, spectrumPage }: SpectrumPageDependencies,
): void {
  if (spectrumPage === undefined) return;
  const { program, runner, references } = spectrumPage;
  /** Pages that are being rendered, for further requests for the same. */
  const rendering = new WeakMap<SpectrumReading, Map<string, Promise<Buffer>>>();
  /** Others wait for the same page, so it is rendered to the end. */
  const { signal } = new AbortController();

  function render(reading: SpectrumReading, reference: PageInput['reference'], names: string[] | undefined) {
    const pages = rendering.get(reading) ?? new Map<string, Promise<Buffer>>();
    rendering.set(reading, pages);
    const key = reference?.name ?? '';
    const known = pages.get(key);
    if (known !== undefined) return known;
    const origin = { line: lineName, readAt: reading.readAt };
    const document = spectrumDocument(observeSpectrum(reading), origin);
    const input: PageInput = { document, reference, references: names };
    const page = runner
      .run({ name: 'spectrum page', ...program }, JSON.stringify(input), signal)
      .finally(() => pages.delete(key));
    pages.set(key, page);
    return page;
  }

  router.get('/spectrum', async (ctx) => {
    const name = ctx.query['reference'];
    let reference: PageInput['reference'];
    try {
      if (Array.isArray(name)) throw new SpectrumReferenceError(400, 'reference: expected one name');
      if (name !== undefined && name !== '') {
        if (references === undefined) {
          throw new SpectrumReferenceError(404, 'no references: SPECTRUM_REFERENCE_DIR is not set');
        }
        reference = { name, text: await references.read(name) };
      }
    } catch (error) {
      if (!(error instanceof SpectrumReferenceError)) throw error;
      refuse(ctx, error.status, error.message);
      return;
    }
    const [reading, names] = await Promise.all([readSpectrum(ctx, true), references?.names()]);
    if (reading === undefined) return;
    const page = await runForClient(ctx, () => render(reading, reference, names));
    if (page === undefined) return;
    ctx.status = observeSpectrum(reading).state === undefined ? 503 : 200;
    ctx.set('cache-control', 'no-store');
    ctx.type = 'html';
    ctx.body = page;
  });
}
