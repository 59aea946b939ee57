import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../../lib/run.mjs';
import { ROOT } from '../../../tools/stack/root.mjs';

/** Where the type of each kind of object is. The interface `I<Kind>` describes every field that the API knows. */
const MODULES: Readonly<Record<string, string>> = {
  v1: 'kubernetes-models/v1',
  'apps/v1': 'kubernetes-models/apps/v1',
  'networking.k8s.io/v1': 'kubernetes-models/networking.k8s.io/v1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1alpha1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1',
};

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

interface Model {
  validate(): void;
}

/**
 * Problems of objects by the API's schemas: wrong values by the models' validators, unknown fields by the type checker,
 * which rejects fields that the type of an object literal does not have.
 */
export async function schemaProblems(objects: readonly KubernetesObject[]): Promise<string[]> {
  const problems: string[] = [];
  for (const object of objects) {
    const module = MODULES[object.apiVersion];
    if (module === undefined) {
      problems.push(`${object.kind} ${object.metadata.name}: no schema of ${object.apiVersion}`);
      continue;
    }
    const models = (await import(module)) as Record<string, new (data: unknown) => Model>;
    const ModelClass = models[object.kind];
    if (ModelClass === undefined) problems.push(`${object.kind} ${object.metadata.name}: unknown kind`);
    else {
      try {
        new ModelClass(object).validate();
      } catch (error) {
        problems.push(`${object.kind} ${object.metadata.name}: ${(error as Error).message}`);
      }
    }
  }
  return problems.length > 0 ? problems : await unknownFields(objects);
}

async function unknownFields(objects: readonly KubernetesObject[]): Promise<string[]> {
  // Below node_modules/.cache, so that the packages resolve and no linter reads it.
  const folder = await mkdtemp(path.join(ROOT, 'node_modules/.cache/hg612-schemas-'));
  try {
    const literals = objects.map(
      (object, index) =>
        `export const object${index}: import('${MODULES[object.apiVersion]}').I${object.kind} = ${JSON.stringify(object, null, 1)};`,
    );
    await writeFile(path.join(folder, 'objects.ts'), literals.join('\n'));
    const args = ['--noEmit', '--skipLibCheck', '--strict', '--target', 'esnext', '--module', 'nodenext'];
    const result = await run(
      process.execPath,
      [
        path.join(ROOT, 'node_modules/typescript/bin/tsc'),
        '--ignoreConfig',
        ...args,
        path.join(folder, 'objects.ts'),
      ],
      { cwd: folder, timeoutMs: 120_000 },
    );
    return result.ok ? [] : (result.stdout + result.stderr).trim().split('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
