import { describe } from 'vitest';

import { lookAtImages, lookAtMachine } from '../../../setup/machine.mjs';
import { FLEET_IMAGES, type ImageVariable, planImages, STACK_IMAGES } from '../../../setup/plan.mjs';
import { ROOT } from '../../../tools/stack/root.mjs';
import { readSettings } from '../../../tools/stack/settings.mjs';

const NOT_FETCHED = 'npm test pulls or builds images where possible';

const NAMES: Readonly<Record<ImageVariable, string>> = {
  PROMETHEUS_IMAGE: 'a Prometheus',
  ALERTMANAGER_IMAGE: 'an Alertmanager',
  GRAFANA_IMAGE: 'a Grafana',
  NODE_IMAGE: 'a Node',
  VICTORIAMETRICS_IMAGE: 'a VictoriaMetrics',
  VMAGENT_IMAGE: 'a vmagent',
  VMALERT_IMAGE: 'a vmalert',
};

/** Official or local images of the engine, and the reasons why others are missing. */
interface FoundImages {
  readonly images: Partial<Record<ImageVariable, string>>;
  /** Why an image is missing. */
  readonly reason: (variable: ImageVariable) => string;
}

async function findImages(): Promise<FoundImages> {
  const machine = await lookAtMachine();
  if (machine.engine !== 'running') {
    const why = process.env['HG612_NO_ENGINE'] ?? 'no Docker engine is running';
    return { images: {}, reason: () => why };
  }
  // Tests never pull or build images; npm test does so before it starts them.
  const plan = planImages({
    ...(await lookAtImages(machine, await readSettings(ROOT, process.env), [
      ...STACK_IMAGES,
      ...FLEET_IMAGES,
    ])),
    registryProblem: NOT_FETCHED,
    canBuild: false,
  });
  const why = process.env['HG612_NO_IMAGE'] || NOT_FETCHED;
  return { images: plan.use, reason: (variable) => `${NAMES[variable]} image is not available: ${why}` };
}

const found = await findImages();

/**
 * The image to test with.
 *
 * @throws when the image is missing. Inside {@link describeWith} it is not.
 */
export function image(variable: ImageVariable): string {
  const name = found.images[variable];
  if (name === undefined) throw new Error(found.reason(variable));
  return name;
}

/** Whether there is an image to test with. */
export const hasImageFor = (variable: ImageVariable): boolean => found.images[variable] !== undefined;

/**
 * A `describe` whose tests need these images (without any: a running engine). If one is missing, the tests are skipped,
 * with the reason in the title.
 */
export function describeWith(variables: readonly ImageVariable[], name: string, tests: () => void): void {
  const needed: readonly ImageVariable[] = variables.length === 0 ? ['NODE_IMAGE'] : variables;
  const missing = needed.find((variable) => found.images[variable] === undefined);
  const title = missing === undefined ? name : `${name} [skipped: ${found.reason(missing)}]`;
  describe.skipIf(missing !== undefined)(title, tests);
}
